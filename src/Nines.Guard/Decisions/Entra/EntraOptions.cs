using System.Collections.Immutable;

namespace Nines.Guard.Decisions.Entra;

/// <summary>Claim that becomes the user name.</summary>
internal enum EntraUsername
{
    /// <summary>By the user principal name where the token has one (members of the tenant), otherwise by the object id (guests, applications).</summary>
    Upn,

    /// <summary>Always by the object id.</summary>
    Oid,
}

/// <summary>Options of accepted tokens and of reading them.</summary>
internal sealed record EntraOptions
{
    public static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    /// <summary>The tenant id, a GUID; a token that names another one is refused whatever its issuer.</summary>
    public required string Tenant { get; init; }

    /// <summary>Base address of discovery (v2), such as <c>https://login.microsoftonline.com/{tenant}/v2.0</c>. That of v1 is the same without <c>/v2.0</c>.</summary>
    public required Uri Authority { get; init; }

    /// <summary>Accepted issuers, letter by letter; at least one.</summary>
    public required ImmutableArray<string> Issuers { get; init; }

    /// <summary>One of these has to be in <c>aud</c>; at least one.</summary>
    public required ImmutableArray<string> Audiences { get; init; }

    /// <summary>
    /// Audiences of kube-apiserver in <c>spec.audiences</c> (its <c>--api-audiences</c>, by default the issuer of service accounts): an
    /// accepted token is good for these. Without any, the guard does as an authenticator that knows no audiences: it names none, and
    /// kube-apiserver takes the token for its own audiences and for no others.
    /// </summary>
    public ImmutableArray<string> ClusterAudiences { get; init; } = [];

    public EntraUsername Username { get; init; } = EntraUsername.Upn;

    /// <summary>Tolerated difference between the clocks of Entra ID and of this machine, 0 to 5 minutes.</summary>
    public TimeSpan Skew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>True to ask Graph for the groups of users with too many for a token; otherwise such a token is not decided.</summary>
    public bool ResolvesGroups { get; init; } = true;

    /// <summary>Such as <c>https://graph.microsoft.com</c>; as discovery says when null.</summary>
    public Uri? Graph { get; init; }

    /// <summary>An unknown key is looked for at most once in this time, whatever tokens come.</summary>
    public TimeSpan KeySearchInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Keys are fetched again after this time, give or take a tenth.</summary>
    public TimeSpan KeyRefresh { get; init; } = TimeSpan.FromHours(1);

    /// <summary>After a failure keys are fetched again after this time and up to a fifth more; before that no caller waits for another attempt.</summary>
    public TimeSpan KeyRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Good keys are used for this long when no others can be had: a key that was withdrawn must not live on for ever.</summary>
    public TimeSpan MaxKeyAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Time limit of fetching keys.</summary>
    public TimeSpan KeyLimit { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Time limit of one token including all calls, below the timeout of the webhook.</summary>
    public TimeSpan TokenLimit { get; init; } = TimeSpan.FromSeconds(9);

    /// <summary>Time for which the answer to one token is kept, at most until the token ends; 0 to 2 minutes.</summary>
    public TimeSpan ResultAge { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Memory for those answers, bytes.</summary>
    public long ResultBytes { get; init; } = 16 << 20;

    /// <summary>Different tokens that are being judged at once; one more is refused as a brief unavailability.</summary>
    public int MaxConcurrent { get; init; } = 10_000;

    /// <summary>Of the jitter of refreshes, so that replicas do not all ask at once.</summary>
    public int Seed { get; init; }

    /// <exception cref="ArgumentException">A value is out of its range; the message says which, all at once.</exception>
    public static EntraOptions Validated(EntraOptions options)
    {
        List<string> wrong = [];
        void Check(bool isGood, string what)
        {
            if (!isGood)
            {
                wrong.Add(what);
            }
        }

        Check(ObjectId.IsOne(options.Tenant), $"the tenant is '{options.Tenant}'; expected a GUID.");
        Check(options.Authority.IsAbsoluteUri && (options.Authority.Scheme == Uri.UriSchemeHttps || options.Authority.IsLoopback), "the authority is not https; expected an https address.");
        Check(!options.Issuers.IsDefaultOrEmpty, "there are no issuers; expected at least one.");
        Check(!options.Audiences.IsDefaultOrEmpty, "there are no audiences; expected at least one.");
        Check(options.Skew >= TimeSpan.Zero && options.Skew <= MaxSkew, $"the clock skew is {options.Skew}; expected 0 to 5 minutes.");
        Check(options.ResultAge >= TimeSpan.Zero && options.ResultAge <= TimeSpan.FromMinutes(2), $"the age of results is {options.ResultAge}; expected 0 to 2 minutes.");
        Check(options.ResultBytes >= 1, $"the memory for results is {options.ResultBytes} bytes; expected at least 1.");
        Check(
            new[] { options.KeySearchInterval, options.KeyRefresh, options.KeyRetry, options.MaxKeyAge, options.KeyLimit, options.TokenLimit }.All(span => span > TimeSpan.Zero),
            "a time of the keys is zero or less; expected more.");
        return wrong.Count == 0 ? options : throw new ArgumentException($"Entra ID: {string.Join(' ', wrong)}", nameof(options));
    }
}

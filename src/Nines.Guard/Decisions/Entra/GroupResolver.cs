using System.Collections.Immutable;
using System.Text;
using Nines.Guard.Cache;
using Nines.Guard.Upstream;

namespace Nines.Guard.Decisions.Entra;

/// <param name="Groups">Null when the directory does not know the object.</param>
internal readonly record struct GroupAnswer(ImmutableArray<string>? Groups, AnswerSource Source);

/// <summary>Asks Microsoft Graph for the groups of who has too many for a token; all replicas share one answer.</summary>
/// <param name="keys">Names the entries of the cache.</param>
internal sealed class GroupResolver(IGraphAccess access, ISharedCache cache, Func<KeyRing> keys, GraphOptions options, TimeProvider time)
{
    private const string Part = "graph";
    private const string Version = "v1.0";

    /// <param name="graph">The address of Graph, without a version.</param>
    /// <param name="oid">Of a user or a service principal; see <see cref="ObjectId"/>.</param>
    /// <param name="token">Token of the user; see <see cref="IGraphAccess"/>.</param>
    /// <param name="notAfter">The answer is not kept beyond this, the end of the token.</param>
    /// <exception cref="GuardUnavailableException">The groups cannot be determined.</exception>
    public async ValueTask<GroupAnswer> GetAsync(
        Uri graph, string oid, bool isApp, string token, DateTimeOffset notAfter, CancellationToken cancellation)
    {
        string collection = isApp ? "servicePrincipals" : "users";
        string home = graph.GetLeftPart(UriPartial.Authority);
        var address = new Uri($"{home}/{Version}/{collection}/{oid}/getMemberGroups");
        EntryKey key = EntryKey.Compute(keys().Naming.Span, new QuestionWriter()
            .Field(Part).Field(address.AbsoluteUri).Field(options.Tenant).Field(options.SecurityGroupsOnly ? "security" : "all").Written);
        CacheAnswer answer = await cache.GetAsync(key, stop => AskAsync(access.For(token), address, $"{home}/.default", notAfter, stop), cancellation);
        try
        {
            return new GroupAnswer(GroupList.Read(answer.Payload.Span), answer.Source);
        }
        catch (FormatException why)
        {
            throw new GuardUnavailableException(Part, Unavailability.Brief, "graph: a cached list of groups cannot be read", why);
        }
    }

    private async ValueTask<FreshAnswer> AskAsync(IUpstream upstream, Uri address, string scope, DateTimeOffset notAfter, CancellationToken stop)
    {
        byte[] question = Encoding.UTF8.GetBytes(options.SecurityGroupsOnly ? """{"securityEnabledOnly":true}""" : """{"securityEnabledOnly":false}""");
        var request = new UpstreamRequest(Part, HttpMethod.Post, address, question, scope);
        HashSet<Guid> groups = [];
        long? sent = null;
        for (int page = 0; page < options.MaxPages; page++)
        {
            UpstreamAnswer answer = await upstream.SendAsync(request, stop);
            sent ??= answer.Sent;
            if (answer.Status == 404 && page == 0)
            {
                return new FreshAnswer(GroupList.UnknownObject, sent.Value, TimeSpan.Zero);
            }

            if (answer.Status != 200)
            {
                throw Failed($"status {answer.Status}");
            }

            GroupPage read = GroupPage.Read(answer.Body, address) ?? throw Failed("an answer that cannot be read");
            groups.UnionWith(read.Groups);
            if (groups.Count > options.MaxGroups)
            {
                throw Failed($"more than {options.MaxGroups} groups");
            }

            if (read.Next is null)
            {
                // Sorted, so that one membership has one spelling.
                TimeSpan untilEnd = notAfter - time.GetUtcNow() + time.GetElapsedTime(sent.Value);
                return new FreshAnswer(GroupList.Write([.. groups.Order()]), sent.Value, untilEnd < options.Age ? untilEnd : options.Age);
            }

            request = new UpstreamRequest(Part, HttpMethod.Get, read.Next, default, scope);
        }

        throw Failed($"more than {options.MaxPages} pages");
    }

    private static GuardUnavailableException Failed(string what) => new(Part, Unavailability.Lasting, $"graph: the groups of a user cannot be had: {what}");
}

/// <summary>Options of requests for groups.</summary>
internal sealed record GraphOptions
{
    /// <summary>The tenant that is asked; part of the name of the answer.</summary>
    public required string Tenant { get; init; }

    /// <summary>Only groups that may be given rights. Azure RBAC knows no others.</summary>
    public bool SecurityGroupsOnly { get; init; } = true;

    /// <summary>Maximum time for which an answer is kept; the limit of the cache applies as well.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Pages of one answer; more are a failure.</summary>
    public int MaxPages { get; init; } = 32;

    /// <summary>Groups of one user; Graph itself gives at most 11,000.</summary>
    public int MaxGroups { get; init; } = 11_000;
}

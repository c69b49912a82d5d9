using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Nines.Guard.Cache;
using Nines.Guard.Tokens;
using Nines.Guard.Upstream;

namespace Nines.Guard.Decisions.Entra;

/// <summary>
/// Authenticates users and applications of an Entra ID tenant by their tokens. A token that breaks a rule is refused; without a
/// decision (no keys, no groups), the caller gets an error. Concurrent callers with one token share one verification.
/// </summary>
internal sealed class EntraAuthenticator : IAuthenticator
{
    private readonly IssuerSources _sources;
    private readonly GroupResolver _groups;
    private readonly EntraOptions _options;
    private readonly TimeProvider _time;
    private readonly TokenResults _results;
    private readonly Func<long> _epoch;
    private readonly ConcurrentDictionary<(EntryKey Key, long Epoch), Task<AuthenticationAnswer>> _judging = new();

    // Of this process alone, so that a name shows nothing about a token.
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    /// <param name="epoch">The purge generation of the cache: results from before a purge are not served after it.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public EntraAuthenticator(EntraOptions options, IUpstream upstream, GroupResolver groups, Func<long> epoch, TimeProvider time)
    {
        (_options, _groups, _epoch, _time) = (EntraOptions.Validated(options), groups, epoch, time);
        _sources = new IssuerSources(options, upstream, time);
        _results = new TokenResults(options.ResultBytes, epoch, time);
    }

    /// <summary>True when the keys of every accepted issuer are available; until then tokens have to wait for them.</summary>
    public bool HasKeys => _sources.HasKeys;

    /// <summary>Reason why the last fetch of keys failed, safe to show; null when it succeeded.</summary>
    public string? KeyFailure => _sources.Failure;

    /// <summary>Answers that are kept, and their size in bytes.</summary>
    public (int Count, long Bytes) Kept => (_results.Count, _results.Bytes);

    /// <summary>Fetches keys now and again until stopped. The guard can be asked before, and whatever fails is tried again.</summary>
    public Task RunAsync(CancellationToken stop) => _sources.RunAsync(stop);

    /// <inheritdoc/>
    public ValueTask<AuthenticationAnswer> AuthenticateAsync(string token, ImmutableArray<string> audiences, CancellationToken cancellation)
    {
        if (token.Length > JwsToken.MaxCharacters)
        {
            return new(Refused(TokenRefusal.TooLarge));
        }

        EntryKey key = EntryKey.Compute(_secret, new QuestionWriter().Field(token).List(audiences).Written);
        return _results.Find(in key) is { } known ? new(known) : JoinAsync(key, token, audiences, cancellation);
    }

    private async ValueTask<AuthenticationAnswer> JoinAsync(EntryKey key, string token, ImmutableArray<string> audiences, CancellationToken cancellation)
    {
        (EntryKey Key, long Epoch) name = (key, _epoch());
        if (_judging.TryGetValue(name, out Task<AuthenticationAnswer>? judging))
        {
            return await judging.WaitAsync(cancellation) with { Source = AnswerSource.Joined };
        }

        if (_judging.Count >= _options.MaxConcurrent)
        {
            throw new GuardUnavailableException("entra", Unavailability.Brief, $"entra: {_options.MaxConcurrent} tokens are being judged already");
        }

        TaskCompletionSource<AuthenticationAnswer> judged = new(TaskCreationOptions.RunContinuationsAsynchronously);
        judging = _judging.GetOrAdd(name, judged.Task);
        if (ReferenceEquals(judging, judged.Task))
        {
            // Not awaited: it belongs to all who have this token, and ends in bounded time.
            _ = RunAsync(name, token, audiences, judged);
        }

        return await judging.WaitAsync(cancellation);
    }

    private async Task RunAsync(
        (EntryKey Key, long Epoch) name, string token, ImmutableArray<string> audiences, TaskCompletionSource<AuthenticationAnswer> judged)
    {
        using CancellationTokenSource limit = new(_options.TokenLimit, _time);
        long began = _time.GetTimestamp();
        try
        {
            AuthenticationAnswer answer = await EvaluateAsync(token, audiences, limit.Token);
            if (answer is { User: not null, NotAfter: { } notAfter })
            {
                _results.Keep(name.Key, answer, began, name.Epoch, _options.ResultAge, notAfter);
            }

            _judging.TryRemove(name, out _);
            judged.SetResult(answer);
        }
        catch (Exception fault)
        {
            _judging.TryRemove(name, out _);
            judged.SetException(fault switch
            {
                GuardUnavailableException => fault,
                OperationCanceledException => new GuardUnavailableException("entra", Unavailability.Lasting, $"entra: no answer within {_options.TokenLimit.TotalSeconds:0.#} s"),

                // Its text is not passed on, since it may contain anything.
                _ => new GuardUnavailableException("entra", Unavailability.Lasting, $"entra: a token could not be judged: {fault.GetType().Name}"),
            });

            // Everybody may have left by now.
            _ = judged.Task.Exception;
        }
    }

    private async ValueTask<AuthenticationAnswer> EvaluateAsync(string text, ImmutableArray<string> wanted, CancellationToken cancellation)
    {
        TokenRefusal refusal = JwsToken.TryParse(text, out JwsToken? token);
        if (refusal != TokenRefusal.None)
        {
            return Refused(refusal);
        }

        // Before the signature: a token that breaks these rules is invalid with any signature, and costs no keys.
        if (TokenClaims.TryRead(token!.Payload) is not { NotBefore: not null } claims)
        {
            return Refused(TokenRefusal.BadClaims);
        }

        refusal = claims.Validate(_time.GetUtcNow(), _options.Skew, _options.Issuers, _options.Audiences);
        if (refusal == TokenRefusal.None)
        {
            refusal = EntraIdentity.TryRead(claims, _options, out _);
        }

        if (refusal != TokenRefusal.None || !TryAudiences(claims, wanted, out ImmutableArray<string> audiences))
        {
            return Refused(refusal != TokenRefusal.None ? refusal : TokenRefusal.WrongAudience);
        }

        (refusal, IssuerKeys keys) = await VerifyAsync(token, claims.Issuer, cancellation);
        if (refusal != TokenRefusal.None)
        {
            return Refused(refusal);
        }

        EntraIdentity.TryRead(claims, _options, out EntraIdentity? identity);
        GroupAnswer groups = identity!.Groups is { } inside
            ? new GroupAnswer(inside, AnswerSource.Rule)
            : await ResolveAsync(identity, text, claims.ExpiresAt, keys, cancellation);
        return groups.Groups is { } found
            ? new AuthenticationAnswer(identity.ToUser(found), audiences, null, groups.Source, claims.ExpiresAt)
            : Refused(TokenRefusal.UnknownObject);
    }

    private async ValueTask<(TokenRefusal Refusal, IssuerKeys Keys)> VerifyAsync(JwsToken token, string issuer, CancellationToken cancellation)
    {
        IssuerSource source = _sources.Get(issuer);
        IssuerKeys keys = await source.GetAsync(cancellation);
        TokenRefusal refusal = VerifyWith(keys);
        if (refusal == TokenRefusal.UnknownKey && token.KeyId is not null)
        {
            keys = await source.SearchAsync(cancellation)
                ?? throw new GuardUnavailableException("entra", Unavailability.Lasting, "entra: a token names a key that is not known, and keys were looked for a moment ago");
            refusal = VerifyWith(keys);
        }

        return (refusal, keys);

        TokenRefusal VerifyWith(IssuerKeys those) => those.Issuer.Issuer == issuer
            ? those.Keys.Verify(token)
            : throw new GuardUnavailableException("entra", Unavailability.Lasting, "entra: discovery vouches for another one of the accepted issuers; look at the authority");
    }

    private async ValueTask<GroupAnswer> ResolveAsync(
        EntraIdentity identity, string token, DateTimeOffset notAfter, IssuerKeys keys, CancellationToken cancellation)
    {
        if (!_options.ResolvesGroups)
        {
            throw new GuardUnavailableException("graph", Unavailability.Lasting, "graph: a user has too many groups for a token, and asking for them is switched off");
        }

        Uri? graph = _options.Graph;
        if (graph is null && (keys.Issuer.GraphHost is not { } host || !Uri.TryCreate($"{_options.Authority.Scheme}://{host}", UriKind.Absolute, out graph)
            || graph.UserInfo.Length > 0 || graph.PathAndQuery != "/"))
        {
            throw new GuardUnavailableException("graph", Unavailability.Lasting, "graph: discovery does not contain its address; set it");
        }

        return await _groups.GetAsync(graph, identity.Oid, identity.IsApp, token, notAfter, cancellation);
    }

    private bool TryAudiences(TokenClaims claims, ImmutableArray<string> wanted, out ImmutableArray<string> shared)
    {
        shared = [.. wanted.Where(audience => _options.ClusterAudiences.Contains(audience)
            || (claims.Audiences.Contains(audience) && _options.Audiences.Contains(audience)))];
        return wanted.IsEmpty || !shared.IsEmpty || _options.ClusterAudiences.IsEmpty;
    }

    private static AuthenticationAnswer Refused(TokenRefusal why) => AuthenticationAnswer.Refused(TokenRefusals.Describe(why));
}

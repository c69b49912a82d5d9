using System.Collections.Immutable;
using System.Text;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Configuration;
using Nines.Guard.Decisions;
using Nines.Guard.Files;
using Nines.Guard.Policy;
using Nines.Guard.Telemetry;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Guard.Composition;

/// <summary>Creates the parts that the settings configure: the one place that knows all authenticators, authorizers and stores.</summary>
internal static class GuardComposition
{
    /// <param name="embeddedPolicy">Policy that applies when the settings name neither a policy nor an Azure resource.</param>
    /// <param name="semantics">Incorrect semantics only in a drill that must detect them.</param>
    public static async ValueTask<(GuardParts? Parts, ImmutableArray<Diagnostic> Faults)> CreateAsync(
        ConfiguredSettings settings, AccessPolicy embeddedPolicy, GuardLog log, Instruments instruments, TimeProvider time, RedisSemantics? semantics = null)
    {
        var build = new Build(settings, log, instruments, time) { Semantics = semantics ?? RedisSemantics.Correct };
        ReviewTraces? traces = TelemetryBuild.Create(build);
        GuardCache? cache = CacheBuild.Create(build);
        IAuthenticator? tokens = Tokens(build);
        IAuthorizer? policy = Policy(build, embeddedPolicy);
        GuardAzure azure = cache is null ? new GuardAzure(null, null) : AzureBuild.Create(build, cache, traces, tokens is not null, policy is not null);
        var parts = new GuardParts(
            Authenticator(settings, tokens, azure.Entra),
            Authorizer(policy, azure.Rbac),
            build.NotReady.ToImmutable(),
            build.Owned.ToImmutable())
        {
            Starts = build.Starts.ToImmutable(),
            Cache = cache,
            Traces = traces,
        };
        if (build.Faults.Count == 0)
        {
            return (parts, []);
        }

        await parts.DisposeAsync();
        return (null, [.. build.Faults]);
    }

    public static ReadResult<AccessPolicy> ReadPolicy(ReadOnlySpan<byte> yaml, string file)
    {
        ReadResult<DocumentNode> document = YamlDocument.Parse(yaml, file);
        return document.IsValid ? PolicyReader.Read(document.Value) : ReadResult.Failed<AccessPolicy>(document.Diagnostics);
    }

    private static StaticTokenAuthenticator? Tokens(Build build) =>
        build.Settings.Given(GuardSettings.TokenFile) is { } file
        && build.Watch("tokens", [file], contents => StaticTokenSet.Read(Encoding.UTF8.GetString(contents[0]), file)) is { } tokens
            ? new StaticTokenAuthenticator(() => tokens.Current) : null;

    /// <summary>Null when Azure alone decides.</summary>
    private static PolicyAuthorizer? Policy(Build build, AccessPolicy embeddedPolicy)
    {
        bool denies = build.Settings.Get(GuardSettings.PolicyDenies);
        if (build.Settings.Given(GuardSettings.PolicyFile) is { } file)
        {
            WatchedFiles<AccessPolicy>? policy = build.Watch("policy", [file], contents => ReadPolicy(contents[0], file));
            return new PolicyAuthorizer(() => policy?.Current ?? embeddedPolicy, denies);
        }

        return build.Settings.Given(GuardSettings.ResourceId) is null ? new PolicyAuthorizer(() => embeddedPolicy, denies) : null;
    }

    /// <summary>A token of the file is looked for first: that costs nothing, and works when Entra ID does not.</summary>
    private static AudienceAuthenticator? Authenticator(ConfiguredSettings settings, IAuthenticator? tokens, IAuthenticator? entra)
    {
        ImmutableArray<IAuthenticator> known = [.. new[] { tokens, entra }.OfType<IAuthenticator>()];
        return known.IsEmpty ? null : new AudienceAuthenticator(
            known.Length == 1 ? known[0] : new AuthenticatorChain(known), settings.Get(GuardSettings.ApiAudiences));
    }

    /// <summary>Null only when the cache has faults.</summary>
    private static IAuthorizer? Authorizer(IAuthorizer? policy, IAuthorizer? rbac) =>
        policy is not null && rbac is not null ? new AuthorizerChain([policy, rbac]) : policy ?? rbac;
}

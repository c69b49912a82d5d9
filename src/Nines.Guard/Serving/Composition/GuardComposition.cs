using System.Collections.Immutable;
using System.Text;
using Nines.Guard.Configuration;
using Nines.Guard.Decisions;
using Nines.Guard.Decisions.Chains;
using Nines.Guard.Policy;
using Nines.Guard.Serving.Files;
using Nines.Guard.StaticTokens;
using Nines.Guard.Telemetry.Logging;
using Nines.Guard.Telemetry.Metrics;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Guard.Serving.Composition;

/// <summary>Puts together what the settings ask for: the one place that knows all authenticators, authorizers and stores.</summary>
internal static class GuardComposition
{
    /// <param name="embeddedPolicy">Holds when the settings name neither a policy nor an Azure resource.</param>
    public static async ValueTask<(GuardParts? Parts, ImmutableArray<Diagnostic> Faults)> CreateAsync(
        ConfiguredSettings settings, AccessPolicy embeddedPolicy, GuardLog log, Instruments instruments, TimeProvider time)
    {
        var build = new Build(settings, log, instruments, time);
        GuardCache? cache = CacheBuild.Create(build);
        var parts = new GuardParts(
            Authenticator(build),
            Authorizer(build, embeddedPolicy),
            build.NotReady.ToImmutable(),
            build.Owned.ToImmutable())
        {
            Starts = build.Starts.ToImmutable(),
            Cache = cache,
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

    private static AudienceAuthenticator? Authenticator(Build build)
    {
        ImmutableArray<IAuthenticator>.Builder known = ImmutableArray.CreateBuilder<IAuthenticator>();
        if (build.Settings.Given(GuardSettings.TokenFile) is { } file
            && build.Watch("tokens", [file], contents => StaticTokenSet.Read(Encoding.UTF8.GetString(contents[0]), file)) is { } tokens)
        {
            known.Add(new StaticTokenAuthenticator(() => tokens.Current));
        }

        return known.Count == 0 ? null : new AudienceAuthenticator(
            known.Count == 1 ? known[0] : new AuthenticatorChain(known.ToImmutable()), build.Settings.Get(GuardSettings.ApiAudiences));
    }

    private static IAuthorizer Authorizer(Build build, AccessPolicy embeddedPolicy)
    {
        ImmutableArray<IAuthorizer>.Builder known = ImmutableArray.CreateBuilder<IAuthorizer>();
        bool denies = build.Settings.Get(GuardSettings.PolicyDenies);
        if (build.Settings.Given(GuardSettings.PolicyFile) is { } file)
        {
            WatchedFiles<AccessPolicy>? policy = build.Watch("policy", [file], contents => ReadPolicy(contents[0], file));
            known.Add(new PolicyAuthorizer(() => policy?.Current ?? embeddedPolicy, denies));
        }

        if (known.Count == 0)
        {
            known.Add(new PolicyAuthorizer(() => embeddedPolicy, denies));
        }

        return known.Count == 1 ? known[0] : new AuthorizerChain(known.ToImmutable());
    }
}

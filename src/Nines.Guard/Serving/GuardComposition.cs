using System.Collections.Immutable;
using System.Text;
using Nines.Guard.Configuration;
using Nines.Guard.Decisions;
using Nines.Guard.Policy;
using Nines.Guard.Serving.Files;
using Nines.Guard.StaticTokens;
using Nines.Guard.Telemetry.Logging;
using Nines.Guard.Telemetry.Metrics;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Guard.Serving;

/// <summary>Puts together what the settings ask for: the one place that knows all authenticators, authorizers and stores.</summary>
internal static class GuardComposition
{
    /// <param name="embeddedPolicy">Holds when the settings name neither a policy nor an Azure resource.</param>
    public static (GuardParts? Parts, ImmutableArray<Diagnostic> Faults) Create(
        ConfiguredSettings settings, AccessPolicy embeddedPolicy, GuardLog log, Instruments instruments, TimeProvider time)
    {
        var faults = new List<Diagnostic>();
        var owned = ImmutableArray.CreateBuilder<IAsyncDisposable>();
        TimeSpan interval = settings.Get(GuardSettings.ReloadInterval);

        Func<AccessPolicy> policy = () => embeddedPolicy;
        if (settings.Given(GuardSettings.PolicyFile) is { } policyFile
            && Watch("policy", [policyFile], contents => ReadPolicy(contents[0], policyFile)) is { } watchedPolicy)
        {
            policy = () => watchedPolicy.Current;
        }

        IAuthenticator? authenticator = null;
        if (settings.Given(GuardSettings.TokenFile) is { } tokenFile
            && Watch("tokens", [tokenFile], contents => StaticTokenSet.Read(Encoding.UTF8.GetString(contents[0]), tokenFile)) is { } watchedTokens)
        {
            authenticator = new StaticTokenAuthenticator(() => watchedTokens.Current, settings.Get(GuardSettings.TokenAudiences));
        }

        IAuthorizer authorizer = new PolicyAuthorizer(policy, settings.Get(GuardSettings.PolicyDenies));
        return faults.Count == 0
            ? (new GuardParts(authenticator, authorizer, [], owned.ToImmutable()), [])
            : (null, [.. faults]);

        WatchedFiles<T>? Watch<T>(string what, ImmutableArray<string> paths, Func<ImmutableArray<byte[]>, ReadResult<T>> make)
            where T : class
        {
            (WatchedFiles<T>? watched, ImmutableArray<Diagnostic> found) = WatchedFiles<T>.Open(paths, make);
            faults.AddRange(found);
            if (watched is not null)
            {
                watched.Watch(what, interval, time, log, instruments);
                owned.Add(watched);
            }

            return watched;
        }
    }

    public static ReadResult<AccessPolicy> ReadPolicy(ReadOnlySpan<byte> yaml, string file)
    {
        ReadResult<DocumentNode> document = YamlDocument.Parse(yaml, file);
        return document.IsValid ? PolicyReader.Read(document.Value) : ReadResult.Failed<AccessPolicy>(document.Diagnostics);
    }
}

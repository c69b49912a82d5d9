using System.Collections.Frozen;
using System.Collections.Immutable;
using Nines.Guard.Configuration;
using Nines.Guard.Setup.Pki;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Guard.Setup.Manifests;

/// <summary>
/// Settings file of the pods: the given settings, and those that the manifests determine, such as the path at which a Secret is
/// mounted. It is read once as the guard will read it, so that an error is reported here and not by a pod that does not start.
/// </summary>
internal static class ManifestConfig
{
    public const string ConfigFolder = "/etc/nines-guard";
    public const string TlsFolder = "/var/run/nines-guard/tls";
    public const string KeysFolder = "/var/run/nines-guard/keys";
    public const string RedisFolder = "/var/run/nines-guard/redis";

    /// <summary>An optional Secret, for a token file or a client secret.</summary>
    public const string ExtraFolder = "/var/run/nines-guard/extra";

    /// <summary>Path at which the webhook of Azure Workload Identity mounts the token. Source: its documentation, mutating admission webhook.</summary>
    public const string AzureTokenFile = "/var/run/secrets/azure/tokens/azure-identity-token";

    // The last requests are cut off after the drain; then logs are written and memory is given back.
    private const int ReserveSeconds = 20;
    private const int OwnMiB = 192;

    /// <param name="given">A settings file; null for none.</param>
    /// <param name="policyYaml">A policy file, already read once; null for none.</param>
    /// <param name="embeddedPolicy">Written when neither a policy nor an Azure resource is given, as an example to change.</param>
    public static ReadResult<GuardNeeds> Create(ManifestSettings manifests, DocumentNode? given, string? policyYaml, string embeddedPolicy)
    {
        var context = new ReadingContext(CancellationToken.None);
        Dictionary<Setting, GivenValue> written = given is null ? [] : SettingsFile.Read(given, context);

        string? policy = policyYaml ?? (written.ContainsKey(GuardSettings.ResourceId) ? null : embeddedPolicy);
        Dictionary<Setting, ImmutableArray<string>> decided = Decided(manifests, policy is not null, written);
        CheckGiven(written, decided, context);
        if (manifests.Redis == RedisPlacement.External && !written.ContainsKey(GuardSettings.RedisAddresses))
        {
            context.Report(
                new SourcePosition("--redis external", 0, 0), "The addresses of Redis are missing.",
                $"Give a settings file with {string.Join('.', GuardSettings.RedisAddresses.Keys)}: --config FILE.");
        }

        if (context.HasFaults)
        {
            return ReadResult.Failed<GuardNeeds>(context.Diagnostics);
        }

        ReadResult<ConfiguredSettings> read = SettingsReader.Read(decided, FrozenDictionary<string, string>.Empty, given);
        return read.IsValid ? ReadResult.Of(Needs(read.Value, policy)) : ReadResult.Failed<GuardNeeds>(read.Diagnostics);
    }

    private static GuardNeeds Needs(ConfiguredSettings settings, string? policy)
    {
        TimeSpan drain = settings.Get(GuardSettings.DrainWait) + settings.Get(GuardSettings.DrainLimit);
        bool isFederated = settings.Given(GuardSettings.ResourceId) is not null && settings.Get(GuardSettings.Credential) == "workload-identity";
        return new GuardNeeds
        {
            SettingsYaml = SettingsText.Write(
                settings,
                setting => !settings[setting].IsDefault,
                _ => null,
                "Settings of nines guard; nines guard config --config FILE shows all of them."),
            PolicyYaml = policy,
            GraceSeconds = (int)Math.Ceiling(drain.TotalSeconds) + ReserveSeconds,
            MemoryMiB = OwnMiB + (2 * (int)(settings.Get(GuardSettings.CacheSize) >> 20)),
            WorkloadIdentity = isFederated ? settings.Given(GuardSettings.ClientId) : null,
        };
    }

    /// <summary>Values that the manifests determine.</summary>
    private static Dictionary<Setting, ImmutableArray<string>> Decided(
        ManifestSettings manifests, bool hasPolicy, Dictionary<Setting, GivenValue> written)
    {
        var decided = new Dictionary<Setting, ImmutableArray<string>>
        {
            [GuardSettings.ReviewsListen] = [$"*:{PodManifest.GuardPort}"],
            [GuardSettings.OperationsListen] = [$"*:{PodManifest.OperationsPort}"],
            [GuardSettings.Certificate] = [$"{TlsFolder}/{Purpose.Server.CertificateFile()}"],
            [GuardSettings.Key] = [$"{TlsFolder}/{Purpose.Server.KeyFile()}"],
            [GuardSettings.ClientCa] = [$"{TlsFolder}/{Authority.CertificateFile}"],
        };
        if (hasPolicy)
        {
            decided[GuardSettings.PolicyFile] = [$"{ConfigFolder}/policy.yaml"];
        }

        if (written.ContainsKey(GuardSettings.ResourceId) && !written.ContainsKey(GuardSettings.FederatedTokenFile)
            && (!written.TryGetValue(GuardSettings.Credential, out GivenValue? credential) || credential.Texts is ["workload-identity"]))
        {
            decided[GuardSettings.FederatedTokenFile] = [AzureTokenFile];
        }

        if (manifests.Redis == RedisPlacement.None)
        {
            // Memory, or memcached elsewhere, as given.
            if (written.TryGetValue(GuardSettings.CacheStore, out GivenValue? store) && store.Texts is ["memcached"])
            {
                decided[GuardSettings.CacheKeyFile] = [$"{KeysFolder}/{CacheKeySetup.FileName}"];
            }

            return decided;
        }

        decided[GuardSettings.CacheStore] = ["redis"];
        decided[GuardSettings.CacheKeyFile] = [$"{KeysFolder}/{CacheKeySetup.FileName}"];
        decided[GuardSettings.RedisPasswordFile] = [$"{RedisFolder}/{RedisPasswordSetup.FileName}"];
        if (manifests.Redis != RedisPlacement.External)
        {
            decided[GuardSettings.RedisAddresses] = [.. ManifestNames.Peers(manifests).Split(' ').Select(peer => $"{peer}:{PodManifest.SentinelPort}")];
            decided[GuardSettings.RedisMasterName] = [manifests.Name];
            decided[GuardSettings.RedisTls] = ["true"];
            decided[GuardSettings.RedisCa] = [$"{TlsFolder}/{Authority.CertificateFile}"];
        }

        return decided;
    }

    private static void CheckGiven(
        Dictionary<Setting, GivenValue> written, Dictionary<Setting, ImmutableArray<string>> decided, ReadingContext context)
    {
        string[] folders = [TlsFolder, KeysFolder, RedisFolder, ExtraFolder, Path.GetDirectoryName(AzureTokenFile)!];
        foreach ((Setting setting, GivenValue value) in written)
        {
            if (decided.TryGetValue(setting, out ImmutableArray<string> fixedValue))
            {
                if (!value.Texts.SequenceEqual(fixedValue))
                {
                    context.Report(value.Position, $"The manifests set {setting.Name} to '{string.Join(',', fixedValue)}'.", "Remove it from the settings file.");
                }
            }
            else if (setting.IsSecret && value.Texts is not [""])
            {
                context.Report(
                    value.Position, $"{setting.Name} is a secret, which does not belong in a ConfigMap.", $"Put it into the Secret NAME-extra and name the file in {ExtraFolder}.");
            }
            else if (setting.Expected == SettingKinds.Path && value.Texts is [{ Length: > 0 } path] && !folders.Any(folder => path.StartsWith(folder + "/", StringComparison.Ordinal)))
            {
                context.Report(
                    value.Position, $"{setting.Name} is '{path}', which does not exist in the pods; expected a file in {string.Join(", ", folders)}.",
                    $"Put the file into the Secret NAME-extra, which is mounted at {ExtraFolder}.");
            }
        }
    }
}

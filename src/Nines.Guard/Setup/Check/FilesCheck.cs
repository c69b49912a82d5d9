using System.Security.Cryptography.X509Certificates;
using System.Text;
using Nines.Guard.Composition;
using Nines.Guard.Configuration;
using Nines.Guard.Files;
using Nines.Guard.Policy;
using Nines.Guard.Setup.Pki;
using Nines.Text;

namespace Nines.Guard.Setup.Check;

/// <summary>Checks the other files of the settings, by reading them as the guard does.</summary>
internal static class FilesCheck
{
    private static readonly TimeSpan s_oldKey = TimeSpan.FromDays(400);

    public static void Run(CheckNotes notes, ConfiguredSettings settings, DateTimeOffset now)
    {
        CheckPolicy(notes, settings);
        if (settings.Given(GuardSettings.TokenFile) is { } tokens && CertificateChecks.Text(notes, tokens, "tokens and their users") is { } text)
        {
            ReadResult<StaticTokenSet> read = StaticTokenSet.Read(text, tokens);
            notes.Errors(read.Diagnostics, "see kube-apiserver's --token-auth-file for its form");
            notes.CheckSecret(tokens);
            if (read.IsValid)
            {
                notes.Fact($"{tokens} has {read.Value.Count} tokens");
            }
        }

        if (settings.Given(GuardSettings.CacheKeyFile) is { } keys)
        {
            CheckKeys(notes, keys, now);
        }

        foreach (Setting<string> secret in (Setting<string>[])[GuardSettings.RedisPasswordFile, GuardSettings.ClientSecretFile])
        {
            if (settings.Given(secret) is { } path && CertificateChecks.Text(notes, path, $"the secret of {secret.Name}") is { } content)
            {
                notes.CheckSecret(path);
                if (content.Trim().Length == 0)
                {
                    notes.Error(path, "is empty", $"the secret of {secret.Name}", "write it there");
                }
            }
        }

        if (settings.Given(GuardSettings.RedisCa) is { } ca && CertificateChecks.Read(notes, ca, "the authorities of Redis") is { } authorities)
        {
            notes.CheckTrusted(ca);
            foreach (X509Certificate2 authority in authorities)
            {
                CertificateChecks.CheckDates(notes, ca, authority, now, "create a new one, have the certificates of the servers signed again, and keep both in this file until all servers have it");
            }
        }

        // The kubelet writes it for all of the pod; only that it is there matters.
        if (settings.Given(GuardSettings.FederatedTokenFile) is { } token)
        {
            CertificateChecks.Text(notes, token, "the token of the service account, which the webhook of Azure Workload Identity mounts");
        }
    }

    private static void CheckPolicy(CheckNotes notes, ConfiguredSettings settings)
    {
        if (settings.Given(GuardSettings.PolicyFile) is not { } path)
        {
            notes.Fact(settings.Given(GuardSettings.ResourceId) is null
                ? "the embedded policy applies: developers in 'dev', operators everywhere" : "Azure alone decides: no policy file is set");
            return;
        }

        if (CertificateChecks.Text(notes, path, "a policy") is { } text)
        {
            ReadResult<AccessPolicy> policy = GuardComposition.ReadPolicy(Encoding.UTF8.GetBytes(text), path);
            notes.Errors(policy.Diagnostics, "see docs/guard.md for the form of a policy");
            notes.CheckTrusted(path);
            if (policy.IsValid)
            {
                notes.Fact($"{path} has {policy.Value.Rules.Length} rules");
            }
        }
    }

    private static void CheckKeys(CheckNotes notes, string path, DateTimeOffset now)
    {
        ReadResult<KeyRingFile> read = KeyRingReader.ReadFile(path);
        notes.Errors(read.Diagnostics, "create one with nines guard init keys");
        if (!read.IsValid)
        {
            return;
        }

        TimedKey signing = read.Value.Signing(now);
        string until = read.Value.NextChange(now) is { } next ? $" until {SetupPlan.Time(next)}" : "";
        notes.Fact($"{path}: key {signing.Id} signs{until}, {read.Value.Keys.Length} verify");
        if (now - signing.SignsFrom > s_oldKey && until.Length == 0)
        {
            notes.Warning(path, $"key {signing.Id} has been signing since {SetupPlan.Time(signing.SignsFrom)}", "a new one every year", "nines guard init keys --rotate");
        }
        else if (signing.SignsFrom - now > TimeSpan.FromMinutes(5))
        {
            notes.Warning(path, $"its first key signs only from {SetupPlan.Time(signing.SignsFrom)}", "a time in the past", "check the clock of this machine, and of the one that created it");
        }
    }
}

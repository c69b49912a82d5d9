using System.Collections.Immutable;
using Nines.Guard.Composition;
using Nines.Guard.Configuration;
using Nines.Guard.Decisions.Entra;
using Nines.Guard.Tokens;
using Nines.Guard.Upstream;
using Nines.Guard.Upstream.Credentials;

namespace Nines.Guard.Setup.Check;

/// <summary>Checks that tokens of the tenant can be verified, and that the groups of users with many of them can be resolved.</summary>
internal static class EntraCheck
{
    private const string Part = "entra";

    public static async Task RunAsync(CheckNotes notes, ConfiguredSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        if (settings.Given(GuardSettings.Tenant) is null)
        {
            notes.Skip($"{GuardSettings.Tenant.Name} is not set: no tokens of Entra ID are accepted");
            return;
        }

        using var probe = new AzureProbe(settings, time);
        var discovery = new Uri(AzureSettings.Authority(settings).AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration");
        string where = discovery.GetLeftPart(UriPartial.Path);
        if (await GetAsync(notes, probe, discovery, cancellation) is not { } body)
        {
            return;
        }

        if (DiscoveryDocument.Read(body, discovery) is not { } document)
        {
            notes.Error(where, "is not an OpenID Connect discovery document", "one with issuer and an https jwks_uri", $"see {GuardSettings.EntraAuthority.Name}");
            return;
        }

        ImmutableArray<string> issuers = settings.Get(GuardSettings.EntraIssuers) is { IsEmpty: false } given
            ? given : settings.Get(GuardSettings.Cloud).Issuers(settings.Get(GuardSettings.Tenant));
        if (issuers.Contains(document.Issuer))
        {
            notes.Fact($"{document.Issuer} is one of the accepted issuers");
        }
        else
        {
            notes.Error(
                where, $"the issuer is {document.Issuer}", $"one of the accepted issuers: {string.Join(", ", issuers)}",
                $"see {GuardSettings.Tenant.Name} and azure.cloud, or name it in {GuardSettings.EntraIssuers.Name}");
        }

        await CheckKeysAsync(notes, probe, document.Keys, cancellation);
        await CheckGraphAsync(notes, settings, probe, document.GraphHost, cancellation);
    }

    private static async Task CheckKeysAsync(CheckNotes notes, AzureProbe probe, Uri address, CancellationToken cancellation)
    {
        if (await GetAsync(notes, probe, address, cancellation) is not { } body)
        {
            return;
        }

        using IssuerKeySet? keys = IssuerKeySet.Read(body);
        if (keys is { Keys.IsEmpty: false })
        {
            notes.Fact($"{keys.Keys.Length} keys can verify tokens");
        }
        else
        {
            notes.Error(address.GetLeftPart(UriPartial.Path), "contains no key that can verify tokens", "a JWK set with RSA keys of at least 2048 bits or EC keys", $"see {GuardSettings.EntraAuthority.Name}");
        }
    }

    private static async Task CheckGraphAsync(
        CheckNotes notes, ConfiguredSettings settings, AzureProbe probe, string? discovered, CancellationToken cancellation)
    {
        if (!settings.Get(GuardSettings.GraphEnabled))
        {
            notes.Fact("users with too many groups for a token get an error: entra.resolve-groups is off");
            return;
        }

        CredentialOptions credential = AzureSettings.Credential(settings);
        if (credential.Kind == CredentialKind.AksTokenUrl)
        {
            notes.Fact("Graph is called with tokens of the user, so the check cannot call it");
            return;
        }

        if (credential.Kind != CredentialKind.ManagedIdentity && credential.ClientId.Length == 0)
        {
            notes.Warning(
                GuardSettings.ClientId.Name, "is not set", "an identity for Graph; without it users with too many groups for a token get an error",
                $"{GuardSettings.ClientId.HowToSet} Or set {GuardSettings.GraphEnabled.Name} to false.");
            return;
        }

        string graph = settings.Given(GuardSettings.GraphEndpoint) ?? (discovered is null ? "https://graph.microsoft.com" : $"https://{discovered}");
        if (await AzureCheck.TokenAsync(notes, settings, probe, $"{graph}/.default", cancellation) is not { } token)
        {
            return;
        }

        ImmutableArray<string> roles = OwnToken.Read(token.Value)?.Roles ?? [];

        // Source: Microsoft Graph, directoryObject: getMemberGroups, application permissions for a user.
        bool isEnough = roles.Contains("Directory.Read.All") || roles.Contains("Directory.ReadWrite.All")
            || ((roles.Contains("GroupMember.Read.All") || roles.Contains("Group.Read.All")) && roles.Any(role => role.StartsWith("User.Read", StringComparison.Ordinal)));
        if (isEnough)
        {
            notes.Fact($"{graph} returns the groups of users");
        }
        else
        {
            notes.Warning(
                graph, roles.IsEmpty ? "the guard has no permission there" : $"the guard has {string.Join(", ", roles)} there",
                "User.Read.All and GroupMember.Read.All, or Directory.Read.All; without them users with too many groups for a token get an error",
                "give them to the application and have an administrator consent");
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> GetAsync(CheckNotes notes, AzureProbe probe, Uri address, CancellationToken cancellation)
    {
        Attempt attempt = await probe.Calls.SendAsync(new OutgoingCall(Part, "", HttpMethod.Get, address), cancellation);
        if (attempt.Kind == AttemptKind.Answered)
        {
            return attempt.Body;
        }

        string what = attempt.Kind is AttemptKind.Rejected or AttemptKind.Refused ? $"answers {attempt.Status}" : CallFailure.From(Part, attempt)!.Message;
        notes.Error(address.GetLeftPart(UriPartial.Path), what, "an answer", $"check DNS, the network policy and the proxy, {GuardSettings.Tenant.Name} and {GuardSettings.EntraAuthority.Name}");
        return null;
    }
}

using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Nines.Guard.Composition;
using Nines.Guard.Configuration;
using Nines.Guard.Upstream;
using Nines.Guard.Upstream.Credentials;

namespace Nines.Guard.Setup.Check;

/// <summary>Calls Azure as the guard does, with its credential and its time limits.</summary>
internal sealed class AzureProbe : IDisposable
{
    private readonly HttpMessageInvoker _remote;
    private readonly HttpMessageInvoker _local;

    public AzureProbe(ConfiguredSettings settings, TimeProvider time)
    {
        TimeSpan limit = settings.Get(GuardSettings.UpstreamTimeout);
        ResilienceOptions options = ResilienceOptions.Default with { AttemptLimit = limit, TotalLimit = 2 * limit, Retries = 1, HedgeShare = 0 };
        _remote = UpstreamHttp.CreateClient(options);
        _local = UpstreamHttp.CreateClient(options, viaProxy: false);
        var jitter = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        Calls = new ResilientCalls(_remote, options, NoUpstreamEvents.Instance, time, jitter);
        var local = new ResilientCalls(_local, options, NoUpstreamEvents.Instance, time, jitter);
        Tokens = CredentialFactory.Create(AzureSettings.Credential(settings), Calls, local, time);
    }

    public ResilientCalls Calls { get; }

    public IAccessTokens Tokens { get; }

    public void Dispose()
    {
        _remote.Dispose();
        _local.Dispose();
    }
}

/// <summary>Claims about the guard in its own token. It came from the token service, so it is read and not verified.</summary>
/// <param name="ObjectId">Null when it does not say.</param>
/// <param name="Roles">Permissions of the application, such as those of Graph.</param>
internal sealed record OwnToken(string? ObjectId, ImmutableArray<string> Roles)
{
    private const int MaxRoles = 1000;

    /// <summary>Null for a token that is no JWT.</summary>
    public static OwnToken? Read(string token)
    {
        string[] parts = token.Split('.', 4);
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1]))
        {
            return null;
        }

        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]), new JsonDocumentOptions { MaxDepth = 16 });
            JsonElement root = claims.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            string? oid = root.TryGetProperty("oid"u8, out JsonElement id) && id.ValueKind == JsonValueKind.String && Guid.TryParse(id.GetString(), out Guid guid) ? guid.ToString() : null;
            ImmutableArray<string> roles = root.TryGetProperty("roles"u8, out JsonElement list) && list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Where(role => role.ValueKind == JsonValueKind.String).Take(MaxRoles).Select(role => role.GetString()!)]
                : [];
            return new OwnToken(oid, roles);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Buffers;
using System.Text.Json;

namespace Nines.Guard.Upstream.Credentials;

/// <summary>Asks the token service of an AKS control plane, which knows one scope and takes no other.</summary>
internal sealed class AksTokens(CredentialOptions options, TokenService service) : ITokenSource
{
    private readonly Uri _address = options.TokenUrl ?? throw new ArgumentException("the token URL is missing", nameof(options));
    private readonly ReadOnlyMemory<byte> _body = Body(options.Tenant);

    public ValueTask<AccessToken> FetchAsync(string scope, CancellationToken cancellation) =>
        service.AskAsync(new OutgoingCall(CredentialFault.Part, scope, HttpMethod.Post, _address, _body), cancellation);

    private static ReadOnlyMemory<byte> Body(string tenant)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("tenantID", tenant);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}

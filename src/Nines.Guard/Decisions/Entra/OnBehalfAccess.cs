using System.Buffers;
using System.Text.Json;
using Nines.Guard.Upstream;
using Nines.Guard.Upstream.Credentials;

namespace Nines.Guard.Decisions.Entra;

/// <summary>
/// The token service of an AKS control plane exchanges the token of a user for one that reads the groups of that user. It does so for users alone:
/// an application with too many groups for its token cannot be judged this way.
/// </summary>
/// <param name="tokenUrl">Of the token service.</param>
internal sealed class OnBehalfAccess(ResilientCalls calls, Uri tokenUrl, string tenant, TimeProvider time) : IGraphAccess
{
    private const string Principal = "on-behalf";

    private readonly TokenService _service = new(calls, time);

    public IUpstream For(string token) => new Calls(this, token);

    // One token for all pages of one question.
    private sealed class Calls(OnBehalfAccess access, string token) : IUpstream
    {
        private AccessToken? _changed;

        public async ValueTask<UpstreamAnswer> SendAsync(UpstreamRequest request, CancellationToken cancellation)
        {
            if (request.Address.Scheme != Uri.UriSchemeHttps && !request.Address.IsLoopback)
            {
                throw new GuardUnavailableException(request.Part, Unavailability.Lasting, $"{request.Part}: {request.Address.GetLeftPart(UriPartial.Authority)} is not https, so no token is sent there");
            }

            _changed ??= await access.ChangeAsync(token, cancellation);
            Attempt attempt = await access.SendAsync(request, _changed, cancellation);
            return CallFailure.From(request.Part, attempt) is { } failure
                ? throw failure
                : new UpstreamAnswer(attempt.Status, attempt.Body, attempt.RequestId, attempt.Sent);
        }
    }

    private ValueTask<Attempt> SendAsync(UpstreamRequest request, AccessToken token, CancellationToken cancellation) =>
        calls.SendAsync(new OutgoingCall(request.Part, Principal, request.Method, request.Address, request.Body, Bearer: token.Value), cancellation);

    private ValueTask<AccessToken> ChangeAsync(string token, CancellationToken cancellation)
    {
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("tenantID", tenant);
            json.WriteString("accessToken", token);
            json.WriteEndObject();
        }

        return _service.AskAsync(new OutgoingCall(CredentialFault.Part, Principal, HttpMethod.Post, tokenUrl, body.WrittenMemory), cancellation);
    }
}

/// <summary>In whose name Graph is asked.</summary>
internal interface IGraphAccess
{
    /// <summary>Calls for one question.</summary>
    /// <param name="token">Token of the user; it is only sent to a token service that exchanges it.</param>
    IUpstream For(string token);
}

/// <summary>The guard asks for itself, with permissions of its own (<c>GroupMember.Read.All</c> and <c>User.ReadBasic.All</c>).</summary>
internal sealed class OwnAccess(IUpstream upstream) : IGraphAccess
{
    public IUpstream For(string token) => upstream;
}

using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>Redirection to another node of a cluster: <c>MOVED slot host:port</c>, or <c>ASK</c> for one command.</summary>
internal readonly record struct Redirection(RedisEndpoint Endpoint, bool IsAsk)
{
    /// <param name="asked">Stands in when the node names only a port.</param>
    public static Redirection? Find(ReadOnlySpan<RespValue> replies, RedisEndpoint asked)
    {
        foreach (RespValue reply in replies)
        {
            if (reply.IsError && reply.ErrorCode is "MOVED" or "ASK"
                && reply.Text.Split(' ') is [string code, _, string to]
                && RedisEndpoint.TryParse(to.StartsWith(':') ? asked.Host + to : to, 0, out RedisEndpoint? endpoint) && endpoint!.Port > 0)
            {
                return new Redirection(endpoint, code == "ASK");
            }
        }

        return null;
    }

    /// <summary>True for an error that reports a slot on another node or in migration.</summary>
    public static bool Is(in RespValue error) => error.ErrorCode is "MOVED" or "ASK" or "TRYAGAIN";
}

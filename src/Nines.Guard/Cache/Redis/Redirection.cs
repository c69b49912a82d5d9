using Nines.Guard.Redis;

namespace Nines.Guard.Cache.Redis;

/// <summary>Where a node of a cluster sends a caller who asked the wrong one: <c>MOVED slot host:port</c>, or <c>ASK</c> for this once.</summary>
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

    /// <summary>Whether an error only says that a slot is elsewhere or on its way.</summary>
    public static bool Is(in RespValue error) => error.ErrorCode is "MOVED" or "ASK" or "TRYAGAIN";
}

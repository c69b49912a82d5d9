namespace Nines.Guard.Redis;

/// <summary>The peer does not speak RESP3. The connection cannot be used any more. The message holds none of what was sent.</summary>
internal sealed class RespException(string message) : Exception(message);

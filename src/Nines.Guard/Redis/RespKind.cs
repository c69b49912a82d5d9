namespace Nines.Guard.Redis;

/// <summary>The types of RESP3, by the byte that begins them.</summary>
internal enum RespKind : byte
{
    /// <summary>Never sent: an uninitialised value.</summary>
    None = 0,
    Null = (byte)'_',
    Simple = (byte)'+',
    Error = (byte)'-',
    Integer = (byte)':',
    Bulk = (byte)'$',
    Array = (byte)'*',
    Double = (byte)',',
    Boolean = (byte)'#',
    BulkError = (byte)'!',
    Verbatim = (byte)'=',
    BigNumber = (byte)'(',
    Map = (byte)'%',
    Set = (byte)'~',
    Attribute = (byte)'|',
    Push = (byte)'>',
}

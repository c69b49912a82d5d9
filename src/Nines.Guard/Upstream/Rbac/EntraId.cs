namespace Nines.Guard.Upstream.Rbac;

/// <summary>Object ids of Entra ID.</summary>
internal static class EntraId
{
    /// <summary>
    /// 8-4-4-4-12 hexadecimal digits and nothing else. Other spellings of a GUID, in braces or as a URN, are names of other things: Azure
    /// does not take them, and a group of another authenticator must not turn into one of Entra's.
    /// </summary>
    public static bool IsGood(string text) => text.Length == 36 && Guid.TryParseExact(text, "D", out _);
}

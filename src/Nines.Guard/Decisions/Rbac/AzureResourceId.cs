using System.Buffers;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>Ids of resources, as paths.</summary>
internal static class AzureResourceId
{
    private static readonly SearchValues<char> s_forbidden = SearchValues.Create("?#%\\ \t\r\n");

    /// <summary>Begins with a slash, ends without one, and climbs nowhere.</summary>
    public static bool IsGood(string id) =>
        id.Length is > 1 and <= 1024 && id[0] == '/'
        && id[1..].Split('/').All(part => part.Length > 0 && part is not "." and not ".." && !part.AsSpan().ContainsAny(s_forbidden) && !part.Any(char.IsControl));

    /// <summary>As it goes into an address.</summary>
    public static string Escaped(string id) => string.Join('/', id.Split('/').Select(Uri.EscapeDataString));
}

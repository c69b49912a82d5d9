namespace Nines.Domains;

/// <summary>The scale set in the provider id of a node: in each, fault and update domains are counted anew.</summary>
internal static class ScaleSetName
{
    private const string Scheme = "azure://";
    private const string Marker = "/virtualMachineScaleSets/";

    // The longest path that Azure gives out is far below.
    private const int MaxLength = 2048;

    /// <summary>Whether the node says that it is a machine on Azure.</summary>
    public static bool IsAzure(string providerId) => providerId.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>The path of the scale set in small letters, and its name; null for a machine that is in none.</summary>
    public static (string Path, string Name)? Of(string providerId)
    {
        if (!IsAzure(providerId) || providerId.Length > MaxLength)
        {
            return null;
        }

        int marker = providerId.IndexOf(Marker, StringComparison.OrdinalIgnoreCase);
        if (marker < 0)
        {
            return null;
        }

        int start = marker + Marker.Length;
        int end = providerId.IndexOf('/', start);
        end = end < 0 ? providerId.Length : end;
        return end == start ? null : (providerId[..end].ToLowerInvariant(), providerId[start..end].ToLowerInvariant());
    }
}

namespace Nines.Reliability.OpenPsa;

/// <summary>Writes a cycle for people: <c>a -> b -> a</c>, with the middle left out when it is long.</summary>
internal static class CyclePath
{
    private const int Shown = 5;

    /// <param name="names">Along the cycle, the first one not repeated at the end.</param>
    public static string Of(IReadOnlyList<string> names)
    {
        IEnumerable<string> path = names.Count <= 2 * Shown
            ? names
            : [.. names.Take(Shown), $"({names.Count - (2 * Shown)} more)", .. names.Skip(names.Count - Shown)];
        return string.Join(" -> ", path.Append(names[0]));
    }
}

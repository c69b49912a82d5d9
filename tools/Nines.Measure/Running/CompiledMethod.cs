using System.Collections.Immutable;
using System.Globalization;

namespace Nines.Measure.Running;

/// <param name="Time">Unix milliseconds.</param>
/// <param name="IsHot">Compiled again because it was called many times.</param>
/// <param name="Token">Metadata token of the method.</param>
/// <param name="Type">Full name of its type, without type arguments.</param>
internal readonly record struct CompiledMethod(long Time, bool IsHot, int Token, string Type)
{
    private const int OptimizedTier = 4;

    public static ImmutableArray<CompiledMethod> Read(string path) =>
    [
        .. File.ReadLines(path).Select(line => line.Split('\t')).Where(parts => parts.Length == 5).Select(parts => new CompiledMethod(
            long.Parse(parts[0], CultureInfo.InvariantCulture),
            int.Parse(parts[1], CultureInfo.InvariantCulture) == OptimizedTier,
            int.Parse(parts[2], CultureInfo.InvariantCulture),
            parts[3].Split('[')[0])),
    ];
}

using System.Globalization;

namespace Nines.Kubernetes.Lists;

/// <summary>Selects objects of a kind.</summary>
public sealed record ListQuery
{
    /// <summary>Null for all.</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>Objects of one page.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Maximum number of restarts of a list when the server has dropped the version that was being read.</summary>
    public int Restarts { get; init; } = 3;

    /// <summary>More objects than this are refused.</summary>
    public int MaxItems { get; init; } = 2_000_000;

    internal string Text(int? limit, string? next)
    {
        var parts = new List<string>();
        Add(parts, "labelSelector", LabelSelector);
        Add(parts, "fieldSelector", FieldSelector);
        Add(parts, "limit", limit?.ToString(CultureInfo.InvariantCulture));
        Add(parts, "continue", next);
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    internal static void Add(List<string> parts, string name, string? value)
    {
        if (value is not null)
        {
            parts.Add($"{name}={Uri.EscapeDataString(value)}");
        }
    }
}

/// <summary>All objects that were asked for, as they were at one moment.</summary>
/// <param name="ResourceVersion">The moment; a watch can begin here.</param>
/// <param name="Restarts">Number of restarts.</param>
public sealed record ListResult<T>(IReadOnlyList<T> Items, string ResourceVersion, int Restarts);

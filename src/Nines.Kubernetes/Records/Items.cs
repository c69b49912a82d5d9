using System.Text.Json;

namespace Nines.Kubernetes.Records;

/// <summary>Lists as they come from outside.</summary>
internal static class Items
{
    /// <summary>Null is as good as empty; null among the items is a fault, which is met here and not wherever they are used.</summary>
    /// <exception cref="JsonException">There is one.</exception>
    public static T[] Of<T>(T[]? items)
        where T : class => items is null || items.Length == 0 ? []
        : Array.Exists(items, static item => item is null) ? throw new JsonException("a list holds null instead of an item")
        : items;
}

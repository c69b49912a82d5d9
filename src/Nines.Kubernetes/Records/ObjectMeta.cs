using System.Globalization;
using System.Text.Json;

namespace Nines.Kubernetes.Records;

/// <summary>Metadata that every object has.</summary>
public sealed record ObjectMeta
{
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Empty for what belongs to no namespace.</summary>
    public string Namespace { get; init => field = value ?? ""; } = "";

    public string Uid { get; init => field = value ?? ""; } = "";

    public string? ResourceVersion { get; init; }

    /// <summary>Set while it is being deleted.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    public LabelSet Labels { get; init => field = value ?? LabelSet.Empty; } = LabelSet.Empty;

    public AnnotationSet Annotations { get; init => field = value ?? AnnotationSet.Empty; } = AnnotationSet.Empty;

    public OwnerReference[] OwnerReferences { get; init => field = Items.From(value); } = [];
}

/// <summary>An owner of an object.</summary>
public sealed record OwnerReference
{
    public string ApiVersion { get; init => field = value ?? ""; } = "";

    public string Kind { get; init => field = value ?? ""; } = "";

    public string Name { get; init => field = value ?? ""; } = "";

    public string Uid { get; init => field = value ?? ""; } = "";

    public bool Controller { get; init; }
}

/// <summary>Whatever has a name.</summary>
public interface IKubernetesObject
{
    ObjectMeta Metadata { get; }
}

/// <summary>Lists as they come from outside.</summary>
internal static class Items
{
    /// <summary>Null is as good as empty; null among the items is a fault, which is met here and not wherever they are used.</summary>
    /// <exception cref="JsonException">There is one.</exception>
    public static T[] From<T>(T[]? items)
        where T : class => items is null || items.Length == 0 ? []
        : Array.Exists(items, static item => item is null) ? throw new JsonException("a list holds null instead of an item")
        : items;
}

/// <summary>A number, or a text such as 50%: budgets and rollouts use either.</summary>
/// <param name="Text">Null for a number.</param>
public readonly record struct IntOrText(int Number, string? Text = null)
{
    /// <summary>The share of a text such as 50%, in hundredths; null for a number and for other texts.</summary>
    public int? Percent => Text is [.. var digits, '%'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int percent) ? percent : null;

    public override string ToString() => Text ?? Number.ToString(CultureInfo.InvariantCulture);
}

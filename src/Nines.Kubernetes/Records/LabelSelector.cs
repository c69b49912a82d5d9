namespace Nines.Kubernetes.Records;

/// <summary>Which objects are meant, by their labels. Empty matches everything; a selector that is null, nothing.</summary>
public sealed record LabelSelector
{
    public LabelSet MatchLabels { get; init => field = value ?? LabelSet.Empty; } = LabelSet.Empty;

    public SelectorRequirement[] MatchExpressions { get; init => field = Items.Of(value); } = [];
}

/// <summary>One condition: In, NotIn, Exists, DoesNotExist, and for nodes Gt and Lt.</summary>
public sealed record SelectorRequirement
{
    public string Key { get; init => field = value ?? ""; } = "";

    public string Operator { get; init => field = value ?? ""; } = "";

    public string[] Values { get; init => field = Items.Of(value); } = [];
}

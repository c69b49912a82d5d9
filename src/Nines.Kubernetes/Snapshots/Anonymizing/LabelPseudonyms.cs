using System.Buffers;
using Nines.Clusters;
using Nines.Kubernetes.Records;

namespace Nines.Kubernetes.Snapshots.Anonymizing;

/// <summary>Labels, selectors and annotations. A value's pseudonym may depend on its key, since values are only ever compared under one key.</summary>
internal sealed class LabelPseudonyms(Pseudonyms names, PlacePseudonyms places)
{
    private const string ConfigMirror = "kubernetes.io/config.mirror";
    private const string ConfigSource = "kubernetes.io/config.source";
    private static readonly SearchValues<char> s_numeric = SearchValues.Create("0123456789.%- ");

    public string Key(string key)
    {
        if (key.Length == 0 || PublicNames.IsPublicKey(key))
        {
            return key;
        }

        int slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? names.Replace(key)
            : $"{(PublicNames.IsPublicDomain(key[..slash]) ? key[..slash] : names.Replace(key[..slash]))}/{names.Replace(key[(slash + 1)..])}";
    }

    public string Value(string key, string value) =>
        PlacePseudonyms.IsPlace(key) ? places.Replace(key, value)
        : PublicNames.KeysOfPublicValues.Contains(key) ? value
        : names.Replace(value);

    public LabelSet Replace(LabelSet labels) =>
        labels.Count == 0 ? labels : LabelSet.From(labels.Select(pair => KeyValuePair.Create(Key(pair.Key), Value(pair.Key, pair.Value))));

    public LabelSelectorRecord? Replace(LabelSelectorRecord? selector) => selector is null ? null : new LabelSelectorRecord
    {
        MatchLabels = Replace(selector.MatchLabels),
        MatchExpressions = Replace(selector.MatchExpressions),
    };

    public SelectorRequirement[] Replace(SelectorRequirement[] requirements) => Array.ConvertAll(requirements, requirement => new SelectorRequirement
    {
        Key = Key(requirement.Key),
        Operator = requirement.Operator is "In" or "NotIn" or "Exists" or "DoesNotExist" or "Gt" or "Lt" ? requirement.Operator : names.Replace(requirement.Operator),

        // Comparisons of numbers need the numbers.
        Values = requirement.Operator is "Gt" or "Lt" ? requirement.Values : Array.ConvertAll(requirement.Values, value => Value(requirement.Key, value)),
    });

    public NodeSelector? Replace(NodeSelector? selector) => selector is null ? null : new NodeSelector { NodeSelectorTerms = Array.ConvertAll(selector.NodeSelectorTerms, Replace) };

    public NodeSelectorTermRecord Replace(NodeSelectorTermRecord term) => new()
    {
        MatchExpressions = Replace(term.MatchExpressions),
        MatchFields = Replace(term.MatchFields),
    };

    /// <summary>Keeps annotations for nines that have the expected form; drops or replaces all others.</summary>
    public static AnnotationSet Annotations(AnnotationSet annotations)
    {
        List<KeyValuePair<string, string>> kept = [];
        foreach ((string key, string value) in annotations.Kept)
        {
            string? said = key switch
            {
                ConfigMirror => "mirror",
                ConfigSource => value is "file" or "http" or "api" ? value : null,
                NinesKeys.IgnoreAnnotation => Codes(value),
                _ => value is "true" or "false" || value.AsSpan().IndexOfAnyExcept(s_numeric) < 0 ? value : null,
            };
            if (said is not null)
            {
                kept.Add(KeyValuePair.Create(key, said));
            }
        }

        return kept.Count == 0 ? AnnotationSet.Empty : new AnnotationSet(LabelSet.From(kept));
    }

    private static string? Codes(string value)
    {
        string[] codes = [.. value.Split(',', StringSplitOptions.TrimEntries).Where(IsCode)];
        return codes.Length == 0 ? null : string.Join(',', codes);

        static bool IsCode(string code) => code.Equals("all", StringComparison.OrdinalIgnoreCase)
            || (code.Length is > 4 and < 12 && code.StartsWith("NINE", StringComparison.OrdinalIgnoreCase) && code.AsSpan(4).IndexOfAnyExceptInRange('0', '9') < 0);
    }
}

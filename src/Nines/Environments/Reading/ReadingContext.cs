using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Reading;

/// <summary>What every reader shares: the catalogue, the faults found so far, and the nodes that they spoiled.</summary>
internal sealed class ReadingContext(AvailabilityCatalogue catalogue, CancellationToken cancellationToken)
{
    /// <summary>Nobody reads more, and each costs a search for the nearest name.</summary>
    public const int MaxDiagnostics = 200;

    private readonly HashSet<Diagnostic> _diagnostics = [];
    private readonly HashSet<DocumentNode> _broken = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _misspelled = new(StringComparer.Ordinal);
    private bool _overflowed;

    public AvailabilityCatalogue Catalogue => catalogue;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>How deep in a requirement the reader stands.</summary>
    public int RequirementDepth { get; set; }

    public bool HasFaults => _diagnostics.Count > 0;

    /// <summary>True when further faults are not recorded, so that looking for them can stop.</summary>
    public bool IsFull => _diagnostics.Count >= MaxDiagnostics;

    /// <summary>In the order of the text. A node repeated by an alias is reported once.</summary>
    public ImmutableArray<Diagnostic> Diagnostics
    {
        get
        {
            IEnumerable<Diagnostic> sorted = _diagnostics
                .OrderBy(each => each.Position.File, StringComparer.Ordinal)
                .ThenBy(each => each.Position.Line)
                .ThenBy(each => each.Position.Column);
            return _overflowed
                ? [.. sorted, new Diagnostic(_diagnostics.First().Position with { Line = 0, Column = 0 }, $"There are more faults than the {MaxDiagnostics} shown.")]
                : [.. sorted];
        }
    }

    public void Report(SourcePosition position, string message, string? hint = null)
    {
        if (IsFull)
        {
            _overflowed = true;
            return;
        }

        _diagnostics.Add(new Diagnostic(position, message, hint));
    }

    public void ReportAll(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (Diagnostic each in diagnostics)
        {
            Report(each.Position, each.Message, each.Hint);
        }
    }

    /// <summary>Remembers that a node's value is a stand-in, so that no later check complains about the stand-in.</summary>
    public void MarkBroken(DocumentNode node) => _broken.Add(node);

    public bool IsBroken(DocumentNode node) => _broken.Contains(node);

    /// <summary>Remembers that an absent key is probably there under a wrong name.</summary>
    public void MarkMisspelled(string key) => _misspelled.Add(key);

    public bool IsMisspelled(string key) => _misspelled.Contains(key);

    /// <summary>Reports a name that is not among the valid ones, with the nearest of them.</summary>
    public void ReportUnknown(SourcePosition position, string message, string written, IEnumerable<string> valid)
    {
        if (IsFull)
        {
            _overflowed = true;
            return;
        }

        Report(position, message, Suggestion.For(written, valid));
    }
}

using System.Collections.Immutable;

namespace Nines.Text.Readers;

/// <summary>State that the readers of one document share: the diagnostics found so far, and the nodes whose values are placeholders.</summary>
public sealed class ReadingContext(CancellationToken cancellationToken)
{
    /// <summary>Diagnostics that are kept: a user reads no more at once, and each costs a search for the nearest name.</summary>
    public const int MaxDiagnostics = 200;

    private readonly HashSet<Diagnostic> _diagnostics = [];
    private readonly HashSet<DocumentNode> _broken = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _misspelled = new(StringComparer.Ordinal);
    private bool _overflowed;

    /// <summary>Stops reading.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The nesting of the reader of a recursive value, for its limit.</summary>
    public int Depth { get; set; }

    /// <summary>True when a diagnostic was reported.</summary>
    public bool HasFaults => _diagnostics.Count > 0;

    /// <summary>True when further diagnostics are not kept, so that looking for them can stop.</summary>
    public bool IsFull => _diagnostics.Count >= MaxDiagnostics;

    /// <summary>The diagnostics in the order of the text. A node repeated by an alias is reported once.</summary>
    public ImmutableArray<Diagnostic> Diagnostics
    {
        get
        {
            IEnumerable<Diagnostic> sorted = _diagnostics
                .OrderBy(each => each.Position.File, StringComparer.Ordinal)
                .ThenBy(each => each.Position.Line)
                .ThenBy(each => each.Position.Column);
            return _overflowed
                ? [.. sorted, new Diagnostic(_diagnostics.First().Position with { Line = 0, Column = 0 }, $"There are more errors than the {MaxDiagnostics} shown.")]
                : [.. sorted];
        }
    }

    /// <summary>Keeps a diagnostic.</summary>
    /// <inheritdoc cref="Diagnostic"/>
    public void Report(SourcePosition position, string message, string? hint = null)
    {
        if (IsFull)
        {
            _overflowed = true;
            return;
        }

        _diagnostics.Add(new Diagnostic(position, message, hint));
    }

    /// <summary>Keeps diagnostics from elsewhere.</summary>
    public void ReportAll(IEnumerable<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        foreach (Diagnostic each in diagnostics)
        {
            Report(each.Position, each.Message, each.Hint);
        }
    }

    /// <summary>Reports a name that is not among the valid ones, with the nearest of them as a hint.</summary>
    public void ReportUnknown(SourcePosition position, string message, string written, IEnumerable<string> valid)
    {
        if (IsFull)
        {
            _overflowed = true;
            return;
        }

        Report(position, message, Spelling.HintOrList(written, valid));
    }

    /// <summary>Remembers that a node's value is a placeholder, so that no later check complains about the placeholder.</summary>
    public void MarkBroken(DocumentNode node) => _broken.Add(node);

    /// <summary>True when a node's value could not be read and a placeholder replaces it.</summary>
    public bool IsBroken(DocumentNode node) => _broken.Contains(node);

    /// <summary>Remembers that an absent key is probably present under a misspelled name.</summary>
    public void MarkMisspelled(string key) => _misspelled.Add(key);

    /// <summary>True when an absent key is probably present under a misspelled name.</summary>
    public bool IsMisspelled(string key) => _misspelled.Contains(key);

    /// <summary>The value as a result: failed when there are diagnostics.</summary>
    public ReadResult<T> ToResult<T>(T? value)
        where T : class => HasFaults ? ReadResult.Failed<T>(Diagnostics) : ReadResult.Of(value!);
}

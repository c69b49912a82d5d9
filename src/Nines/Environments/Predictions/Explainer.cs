using System.Collections.Immutable;
using System.Globalization;
using Nines.Environments.Model;
using Nines.Environments.Specs;
using Nines.Reliability.Solving;
using Nines.Reliability;

namespace Nines.Environments.Predictions;

/// <summary>
/// Explains a journey's calculation as a tree. Each block is solved exactly on its own, so a line's value is right even where parts
/// are shared; where the plain formula over the lines below gives another value, the line states both and names the shared parts.
/// </summary>
public sealed class Explainer(SolverLimits limits, TimeProvider time)
{
    // Limits for readability; the tree states how much it omits.
    private const int MaxDepth = 16;
    private const int MaxAlike = 3;
    private const int MaxTerms = 6;
    private const int MaxLines = 2000;

    private readonly Dictionary<Block, double> _unavailabilities = new(ReferenceEqualityComparer.Instance);

    // Blocks whose lines have been written: what several parts share is explained once.
    private readonly HashSet<(string Label, double Unavailability, string Components)> _explained = [];

    private int _lines;

    public ExplanationLine Explain(Block block, CancellationToken cancellation)
    {
        _lines = 0;
        _explained.Clear();
        return Explain(block, 0, cancellation);
    }

    private ExplanationLine Explain(Block block, int depth, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _lines++;
        if (block is ComponentBlock { Component: var component })
        {
            return Leaf(component);
        }

        double own = Unavailability(block, cancellation);
        var part = (block.Label, own, string.Join(',', BlockCompiler.Compile(block).Components.Select(component => component.Id)));
        if (_explained.Contains(part))
        {
            return new ExplanationLine($"{block.Label}: {Text(own)}, see {block.Label} above", null, null, null, []);
        }

        ImmutableArray<Block> children = BlockCompiler.Children(block);
        double[] below = [.. children.Select(child => Unavailability(child, cancellation))];
        (string formula, string numbers, double plain) = block is RedundantBlock redundant
            ? Redundant(redundant.Needed, below)
            : Series(below);
        bool isComplete = depth < MaxDepth && _lines < MaxLines;
        ImmutableArray<ExplanationLine> lines = isComplete
            ? Children(children, depth, cancellation)
            : [new ExplanationLine($"... {children.Length} more below", null, null, null, [])];
        if (isComplete)
        {
            _explained.Add(part);
        }

        return new ExplanationLine(
            $"{block.Label}: {Text(own)}", formula, numbers + Shared(children, own, plain), null, lines);
    }

    private static ExplanationLine Leaf(Component component) => new(
        component.Kind == ComponentKind.Condition
            ? $"{component.Label}: with probability {Number(component.Unavailability)}, for {Duration(component.MeanDownTime ?? TimeSpan.Zero)} at a time"
            : component.Kind == ComponentKind.Failover
            ? $"{component.Label}: phi = {Number(component.Unavailability)} of that outage passes before it is done"
            : $"{component.Label}: {Text(component.Unavailability)}"
                + (component.MeanDownTime is { } down ? $", mean down time {Duration(down)}" : ""),
        null,
        null,
        Source(component.UnavailabilitySource)
            + (component is { Kind: not (ComponentKind.Failover or ComponentKind.Condition), MeanDownTimeSource: { } source } && source != component.UnavailabilitySource ? $"; {Source(source)}" : ""),
        []);

    private ImmutableArray<ExplanationLine> Children(ImmutableArray<Block> children, int depth, CancellationToken cancellation)
    {
        var lines = ImmutableArray.CreateBuilder<ExplanationLine>();
        var alike = new Dictionary<(Type, double, int), int>();
        foreach (Block child in children)
        {
            var key = (child.GetType(), Unavailability(child, cancellation), BlockCompiler.Children(child).Length);
            int seen = alike[key] = alike.GetValueOrDefault(key) + 1;
            if (seen <= MaxAlike)
            {
                lines.Add(Explain(child, depth + 1, cancellation));
            }
        }

        foreach (((_, double unavailability, _), int count) in alike.Where(entry => entry.Value > MaxAlike))
        {
            lines.Add(new ExplanationLine($"... and {count - MaxAlike} more alike: {Text(unavailability)} each", null, null, null, []));
        }

        return lines.ToImmutable();
    }

    private static (string Formula, string Numbers, double Plain) Series(double[] below)
    {
        double plain = Accurate.OneMinusExp(-below.Sum(value => Accurate.LogOnePlus(-value)));
        return ("U = 1 - (1 - U1)(1 - U2)...", $"1 - {Terms(below, value => $"(1 - {Number(value)})", "")}", plain);
    }

    private static (string Formula, string Numbers, double Plain) Redundant(int needed, double[] below)
    {
        if (needed == 1)
        {
            return ("U = U1 U2 ...", Terms(below, Number, " x "), below.Aggregate(1.0, (product, value) => product * value));
        }

        int tolerated = below.Length - needed;
        return (
            $"U = P(more than {tolerated} of {below.Length} down)",
            $"sum of P(j down), j = {tolerated + 1} to {below.Length}, over U = {Terms(below, Number, ", ")}",
            Sharing.AtLeastDown(below, tolerated + 1));
    }

    /// <summary>Note for a formula over children that is not the exact value, since they have components in common.</summary>
    private static string Shared(ImmutableArray<Block> children, double own, double plain)
    {
        if (Math.Abs(plain - own) <= 1e-6 * Math.Max(own, double.Epsilon))
        {
            return $" = {Number(own)}";
        }

        string[] shared = [.. SharedComponents.Find(children).Take(4)];
        string names = shared.Length > 3 ? string.Join(", ", shared.Take(3)) + " and more" : string.Join(", ", shared);
        return $" would be {Number(plain)} if the parts were independent; they share {names}, counted once it is {Number(own)}";
    }

    private double Unavailability(Block block, CancellationToken cancellation)
    {
        if (!_unavailabilities.TryGetValue(block, out double value))
        {
            value = block is ComponentBlock leaf
                ? leaf.Component.Unavailability
                : Solver.Solve(BlockCompiler.Compile(block).Function, limits, time, cancellation).Unavailability.Value;
            _unavailabilities.Add(block, value);
        }

        return value;
    }

    private static string Terms(double[] values, Func<double, string> term, string separator) =>
        values.Length <= MaxTerms || values.Distinct().Count() > 1
            ? string.Join(separator, values.Take(MaxTerms).Select(term)) + (values.Length > MaxTerms ? $"{separator}... ({values.Length} terms)" : "")
            : $"{term(values[0])}^{values.Length}";

    private static string Source(Provenance source) => source.Kind switch
    {
        ProvenanceKind.File => $"from {source.Text}",
        ProvenanceKind.Measurement => $"measured, {source.Text}",
        ProvenanceKind.Derived => source.Text,
        _ => source.Date is null ? source.Text : $"{source.Text}, {source.Date}",
    };

    private static string Text(double unavailability) =>
        $"U = {Number(unavailability)} ({Duration(TimeSpan.FromSeconds(Downtime.PerYear(unavailability)))} a year)";

    private static string Number(double value) => value is 0 or 1
        ? value.ToString(CultureInfo.InvariantCulture)
        : value.ToString(value < 1e-3 ? "0.#####e+0" : "0.#######", CultureInfo.InvariantCulture);

    private static string Duration(TimeSpan duration) => duration.TotalSeconds < 1 ? $"{duration.TotalMilliseconds:0.##} ms"
        : duration.TotalMinutes < 2 ? $"{duration.TotalSeconds:0.##} s"
        : duration.TotalHours < 2 ? $"{duration.TotalMinutes:0.#} min"
        : duration.TotalDays < 3 ? $"{duration.TotalHours:0.#} h"
        : $"{duration.TotalDays:0.#} d";
}

/// <summary>One line of a calculation tree: result, formula, numbers.</summary>
/// <param name="Text">Name and result: <c>Application Gateway in weu: 99.95 %</c>.</param>
/// <param name="Formula">The formula in symbols, <c>U = 1 - (1 - U1)(1 - U2)</c>; null when the line is a bare number.</param>
/// <param name="Numbers">The formula with the numbers put in; null when there is no formula.</param>
/// <param name="Source">Source of the number; null when it was computed from the lines below.</param>
/// <param name="Children">The lines from which this one was computed, in the order of the formula.</param>
public sealed record ExplanationLine(
    string Text, string? Formula, string? Numbers, string? Source, ImmutableArray<ExplanationLine> Children);

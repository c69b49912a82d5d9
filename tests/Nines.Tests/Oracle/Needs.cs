using System.Globalization;

namespace Nines.Tests.Oracle;

/// <summary>Something that is required, as the file writes it and as the simulator follows it.</summary>
internal abstract record Need
{
    /// <summary>The requirement in the syntax of environment.yaml.</summary>
    public abstract string Text { get; }
}

/// <summary>A component, a workload, a region or a service by its name.</summary>
internal sealed record Named(string Name) : Need
{
    public override string Text => Name;
}

/// <summary>Some of a list.</summary>
internal sealed record Counted(int AtLeast, params Need[] Of) : Need
{
    public static Counted All(params Need[] of) => new(of.Length, of);

    public static Counted Any(params Need[] of) => new(1, of);

    public override string Text
    {
        get
        {
            string list = string.Join(", ", Of.Select(each => each.Text));
            return AtLeast == Of.Length ? $"{{ all: [{list}] }}" : AtLeast == 1 ? $"{{ any: [{list}] }}" : $"{{ atLeast: {AtLeast}, of: [{list}] }}";
        }
    }
}

/// <summary>The same thing in every region that has it.</summary>
internal sealed record InEachRegion(string Name) : Need
{
    public override string Text => $"{{ each: regions, of: {Name} }}";
}

/// <summary>An active part with a standby.</summary>
internal sealed record Backed(Need Active, Need Standby, Switchover Switchover) : Need
{
    public override string Text => $"{{ active: {Active.Text}, standby: {Standby.Text}, {Switchover.Text} }}";
}

/// <summary>Times of a failover in seconds, and the probability that it works without an operator.</summary>
internal sealed record Switchover(int Detection, int Duration, double Coverage, int? Manual)
{
    public string Text => string.Create(CultureInfo.InvariantCulture, $"detection: {Detection}s, switchover: {Duration}s, coverage: {Coverage}")
        + (Manual is { } manual ? $", manual: {manual}s" : "");
}

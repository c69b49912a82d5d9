using System.Globalization;
using Nines.Cli.Frame;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>Prints what happens while it happens. Safe for many threads.</summary>
internal sealed class TryPrinter(CommandHost host, TimeProvider time)
{
    private const string Green = "\e[32m";
    private const string Yellow = "\e[33m";
    private const string Red = "\e[31m";
    private const string Bold = "\e[1m";
    private const string Plain = "\e[0m";

    private readonly Lock _gate = new();
    private long _began = time.GetTimestamp();

    /// <summary>Starts the clock of the output.</summary>
    public void Begin() => _began = time.GetTimestamp();

    /// <summary>A plain line.</summary>
    public void Line(string text = "") => Write(text, null);

    public void Head() => Line("   time who       wants to                   answer from   by         took  why");

    /// <summary>Prints an event of the guards.</summary>
    public void Event(string text) => Write($"{Now()} == {text}", Bold);

    public void Review(Outcome outcome)
    {
        string answer = outcome.IsRight == false ? "WRONG" : outcome.IsYes switch { true => "yes", false => "no", _ => "NONE" };
        string took = Milliseconds(time.GetElapsedTime(outcome.Sent, outcome.Received));
        string again = outcome.Answer.Asked > 1 ? $" (asked {outcome.Answer.Asked} times)" : "";
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{Now()} {outcome.Who,-9} {outcome.What,-26} {answer,-6} {From(outcome.Answer.Source),-6} guard-{outcome.Answer.Replica + 1} {took,8}  {outcome.Why}{again}");
        Write(
            line.Length > host.Width ? line[..(host.Width - 1)] + "~" : line,
            outcome.IsRight is not true ? Red : outcome.IsYes == true ? Green : Yellow);
    }

    /// <summary>Source of an answer, as a word.</summary>
    public static string From(string source) => source switch
    {
        "near-cache" => "near",
        "shared-cache" => "shared",
        "upstream" => "Azure",
        "rule" => "itself",
        "" => "-",
        _ => source,
    };

    public static string Milliseconds(TimeSpan took) => string.Create(CultureInfo.InvariantCulture, $"{took.TotalMilliseconds:0.#} ms");

    private string Now() => string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_began).TotalSeconds,5:0.0} s");

    private void Write(string line, string? colour)
    {
        lock (_gate)
        {
            host.Out.WriteLine(host.Color && colour is not null ? $"{colour}{line}{Plain}" : line);
            host.Out.Flush();
        }
    }
}

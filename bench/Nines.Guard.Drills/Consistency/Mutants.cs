using System.Collections.Immutable;
using System.CommandLine;
using Nines.Guard.Cache.Redis;
using Nines.Guard.Configuration;
using Nines.Guard.Serving;
using Nines.Text;

namespace Nines.Guard.Drills.Consistency;

/// <summary>
/// Guards with one mistake each, as programs: the same composition as <c>nines guard serve</c>, with semantics that no setting reaches. The
/// checker must catch each of them, or it proves nothing of the others.
/// </summary>
internal static class Mutants
{
    private static readonly ImmutableSortedDictionary<string, RedisSemantics> s_all = new Dictionary<string, RedisSemantics>
    {
        ["none"] = RedisSemantics.Correct,
        ["unchecked-signature"] = RedisSemantics.Correct with { CheckSignature = (_, _) => true },
        ["no-flush"] = RedisSemantics.Correct with { FlushesWhenLost = false },
        ["default-tracking"] = RedisSemantics.Correct with { TracksByPrefix = false },
        ["sliding"] = RedisSemantics.Correct with { Slides = true },
        ["last-writer-wins"] = RedisSemantics.Correct with { FirstWriterWins = false },
        ["get"] = RedisSemantics.Correct with { ReadCommand = "GET" },
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => s_all.Keys;

    /// <summary>The program: <c>mutant NAME</c> and then the flags of <c>nines guard serve</c>, each with its value.</summary>
    public static Command Serve()
    {
        var name = new Argument<string>("NAME");
        var flags = new Argument<string[]>("FLAGS") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("mutant", "A guard that is built with a mistake; drills start it.") { name, flags };
        command.Hidden = true;
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellation) =>
        {
            ReadResult<ConfiguredSettings> settings = SettingsReader.Read(Flags([.. parsed.GetValue(flags) ?? [], .. parsed.UnmatchedTokens]), new Dictionary<string, string>(), file: null);
            if (!settings.IsValid)
            {
                await Console.Error.WriteLineAsync(string.Join('\n', settings.Diagnostics));
                return 2;
            }

            await using Stream log = Console.OpenStandardOutput();
            ImmutableArray<Diagnostic> faults = await GuardRun.RunAsync(
                settings.Value, log, TimeProvider.System, started: null, cancellation, s_all[parsed.GetValue(name)!]);
            await Console.Error.WriteLineAsync(string.Join('\n', faults));
            return faults.IsEmpty ? 0 : 2;
        });
        return command;
    }

    private static Dictionary<Setting, ImmutableArray<string>> Flags(string[] words)
    {
        Dictionary<string, Setting> known = GuardSettings.All.ToDictionary(setting => setting.Flag, StringComparer.Ordinal);
        var given = new Dictionary<Setting, ImmutableArray<string>>();
        for (int at = 0; at + 1 < words.Length; at += 2)
        {
            Setting setting = known[words[at]];
            given[setting] = setting.IsList ? [.. words[at + 1].Split(',')] : [words[at + 1]];
        }

        return given;
    }
}

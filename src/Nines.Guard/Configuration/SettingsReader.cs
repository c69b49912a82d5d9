using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Nines.Text;

namespace Nines.Guard.Configuration;

/// <summary>Puts settings together: flags over environment variables over the settings file over defaults.</summary>
internal static partial class SettingsReader
{
    /// <param name="flags">Values by setting, as given on the command line.</param>
    /// <param name="environment">Every variable; those that begin with <see cref="Setting.Prefix"/> count.</param>
    /// <param name="file">The settings file as Nines.Yaml reads it; null for none.</param>
    /// <returns>The settings, or everything that is wrong with them.</returns>
    public static ReadResult<ConfiguredSettings> Read(
        IReadOnlyDictionary<Setting, ImmutableArray<string>> flags, IReadOnlyDictionary<string, string> environment, DocumentNode? file)
    {
        var faults = new List<Diagnostic>();
        var written = new Dictionary<Setting, Written>();
        if (file is not null)
        {
            SettingsFile.Read(file, written, faults);
        }

        ReadEnvironment(environment, written, faults);
        foreach ((Setting setting, ImmutableArray<string> values) in flags)
        {
            written[setting] = new(Split(setting, values), new SourcePosition(setting.Flag, 0, 0));
        }

        var read = new Dictionary<Setting, ConfiguredValue>();
        foreach (Setting setting in GuardSettings.All)
        {
            Written given = written.TryGetValue(setting, out Written? found) ? found : new([setting.Default], new SourcePosition(ConfiguredValue.DefaultOrigin, 0, 0));
            if (setting.Read(given.Items) is { } value)
            {
                read.Add(setting, new ConfiguredValue(value, string.Join(',', given.Items), given.Where.ToString()));
            }
            else
            {
                faults.Add(new Diagnostic(given.Where, $"{setting.Name} is {ShownValue.Format(setting, given.Items)}; expected {setting.Kind}."));
            }
        }

        if (faults.Count == 0)
        {
            var settings = new ConfiguredSettings(read.ToFrozenDictionary());
            SettingsRules.Check(settings, faults);
            return faults.Count == 0 ? ReadResult.Of(settings) : ReadResult.Failed<ConfiguredSettings>([.. faults]);
        }

        return ReadResult.Failed<ConfiguredSettings>([.. faults]);
    }

    private static void ReadEnvironment(IReadOnlyDictionary<string, string> environment, Dictionary<Setting, Written> written, List<Diagnostic> faults)
    {
        foreach ((string name, string value) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Setting.Prefix, StringComparison.Ordinal) || name == Setting.Prefix + "CONFIG")
            {
                continue;
            }

            if (GuardSettings.All.FirstOrDefault(setting => setting.Variable == name) is { } setting)
            {
                written[setting] = new(Split(setting, [value]), new SourcePosition(name, 0, 0));
            }
            else if (!ServiceLink().IsMatch(name))
            {
                faults.Add(new Diagnostic(
                    new SourcePosition(name, 0, 0), "is not a setting.", Spelling.Hint(name, GuardSettings.All.Select(known => known.Variable))));
            }
        }
    }

    private static ImmutableArray<string> Split(Setting setting, ImmutableArray<string> values) =>
        setting.IsList ? [.. values.SelectMany(value => value.Split(','))] : values;

    // Kubernetes gives every pod such variables for each Service, and a Service may well be called nines-guard.
    [GeneratedRegex("_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]*)?|PORT(_[0-9]+_(TCP|UDP|SCTP)[A-Z_]*)?)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ServiceLink();
}

/// <summary>A value as somebody wrote it, and where.</summary>
internal sealed record Written(ImmutableArray<string> Items, SourcePosition Where);

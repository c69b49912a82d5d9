using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Guard.Configuration;

/// <summary>Reads settings: flags override environment variables, these the settings file, and it the defaults.</summary>
internal static partial class SettingsReader
{
    /// <summary>Reads all settings.</summary>
    /// <param name="flags">Values by setting, from the command line.</param>
    /// <param name="environment">All variables; those that begin with <see cref="Setting.Prefix"/> are read.</param>
    /// <param name="file">The settings file as Nines.Yaml parses it; null for none.</param>
    /// <returns>The settings, or everything that is wrong with them.</returns>
    public static ReadResult<ConfiguredSettings> Read(
        IReadOnlyDictionary<Setting, ImmutableArray<string>> flags, IReadOnlyDictionary<string, string> environment, DocumentNode? file)
    {
        var context = new ReadingContext(CancellationToken.None);
        Dictionary<Setting, GivenValue> given = file is null ? [] : SettingsFile.Read(file, context);
        ReadEnvironment(environment, given, context);
        foreach ((Setting setting, ImmutableArray<string> values) in flags)
        {
            given[setting] = GivenValue.Create(setting, setting.Flag, values);
        }

        var read = new Dictionary<Setting, ConfiguredValue>();
        foreach (Setting setting in GuardSettings.All)
        {
            GivenValue value = given.GetValueOrDefault(setting) ?? GivenValue.Create(setting, ConfiguredValue.DefaultOrigin, setting.Default);
            if (setting.TryRead(value, context, out object? parsed))
            {
                read.Add(setting, new ConfiguredValue(parsed, string.Join(',', value.Texts), value.Position));
            }
        }

        if (context.HasFaults)
        {
            return ReadResult.Failed<ConfiguredSettings>(context.Diagnostics);
        }

        var settings = new ConfiguredSettings(read.ToFrozenDictionary());
        SettingsRules.Check(settings, context);
        return context.ToResult(settings);
    }

    private static void ReadEnvironment(IReadOnlyDictionary<string, string> environment, Dictionary<Setting, GivenValue> given, ReadingContext context)
    {
        foreach ((string name, string value) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Setting.Prefix, StringComparison.Ordinal) || name == Setting.Prefix + "CONFIG")
            {
                continue;
            }

            if (GuardSettings.All.FirstOrDefault(setting => setting.Variable == name) is { } setting)
            {
                given[setting] = GivenValue.Create(setting, name, value);
            }
            else if (!ServiceLink().IsMatch(name))
            {
                context.Report(new SourcePosition(name, 0, 0), "No setting has this variable.", Spelling.Hint(name, GuardSettings.All.Select(known => known.Variable)));
            }
        }
    }

    // Kubernetes sets such variables in every pod for each Service, and a Service may be named nines-guard.
    [GeneratedRegex("_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]*)?|PORT(_[0-9]+_(TCP|UDP|SCTP)[A-Z_]*)?)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex ServiceLink();
}

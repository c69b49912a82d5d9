using System.Text;

namespace Nines.Guard.Configuration;

/// <summary>Writes settings as a settings file, so that what <c>nines guard config</c> shows can be kept and read again. Secrets are masked.</summary>
internal static class SettingsText
{
    /// <param name="isShown">Selects the settings that are written.</param>
    /// <param name="note">A comment behind each value, such as where it came from; null for none.</param>
    public static string Write(ConfiguredSettings settings, Func<Setting, bool> isShown, Func<Setting, string?> note)
    {
        var text = new StringBuilder();
        string[] open = [];

        // Settings of one group stand together, in the order in which the groups are first named.
        foreach (Setting setting in GuardSettings.All.Where(isShown).GroupBy(setting => setting.Keys.Length == 1 ? "" : setting.Keys[0]).SelectMany(group => group))
        {
            string[] groups = [.. setting.Keys.SkipLast(1)];
            int same = open.Zip(groups).TakeWhile(pair => pair.First == pair.Second).Count();
            for (int depth = same; depth < groups.Length; depth++)
            {
                text.Append(' ', 2 * depth).Append(groups[depth]).Append(":\n");
            }

            open = groups;
            ConfiguredValue value = settings[setting];
            string line = $"{setting.Keys[^1]}: {Value(setting, value)}";
            text.Append(' ', 2 * groups.Length).Append(line);
            if (note(setting) is { } said)
            {
                text.Append(' ', Math.Max(1, 48 - line.Length - (2 * groups.Length))).Append("# ").Append(said);
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Value(Setting setting, ConfiguredValue value) =>
        setting.IsSecret ? YamlScalar.Quote(value.Written.Length > 0 ? CredentialMask.Mask : "")
        : setting.IsList ? $"[{string.Join(", ", value.Written.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(item => YamlScalar.Quote(item.Trim())))}]"
        : value.Value is bool or int ? value.Written
        : YamlScalar.Quote(value.Written);
}

using Nines.Text;

namespace Nines.Guard.Configuration;

/// <summary>Writes settings as a settings file, so that what <c>nines guard config</c> shows can be kept and read again. Secrets are masked.</summary>
internal static class SettingsText
{
    /// <param name="settings">The settings.</param>
    /// <param name="isShown">Selects the settings that are written.</param>
    /// <param name="note">A comment behind each value, such as where it came from; null for none.</param>
    /// <param name="comment">A comment before the settings; null for none.</param>
    public static string Write(ConfiguredSettings settings, Func<Setting, bool> isShown, Func<Setting, string?> note, string? comment = null)
    {
        var root = new YamlMap { Comment = comment };

        // Settings of one group stand together, in the order in which the groups are first named.
        foreach (Setting setting in GuardSettings.All.Where(isShown))
        {
            YamlMap group = root;
            foreach (string key in setting.Keys.SkipLast(1))
            {
                var inner = (YamlMap?)group[key] ?? new YamlMap();
                group[key] = inner;
                group = inner;
            }

            group[setting.Keys[^1]] = Value(setting, settings[setting], note(setting));
        }

        return YamlWriter.Write(root);
    }

    private static YamlNode Value(Setting setting, ConfiguredValue value, string? note)
    {
        if (setting.IsSecret)
        {
            return new YamlScalar(value.Written.Length > 0 ? CredentialMask.Mask : "") { Note = note };
        }

        if (setting.IsList)
        {
            string[] items = value.Written.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return new YamlList(items.Select(item => new YamlScalar(item))) { Note = note };
        }

        return value.Value switch
        {
            bool truth => new YamlScalar(truth) { Note = note },
            int number => new YamlScalar(number) { Note = note },
            _ => new YamlScalar(value.Written) { Note = note },
        };
    }
}

using System.Collections.Immutable;
using Nines.Guard.Configuration;
using Nines.Text;

namespace Nines.Guard.Tests.Serving;

/// <summary>Settings for tests.</summary>
internal static class Configured
{
    /// <param name="given">Each <c>name=value</c>.</param>
    public static ConfiguredSettings By(params string[] given)
    {
        ReadResult<ConfiguredSettings> read = SettingsReader.Read(Flags(given), ImmutableDictionary<string, string>.Empty, file: null);
        return read.IsValid ? read.Value : throw new ArgumentException(string.Join('\n', read.Diagnostics), nameof(given));
    }

    public static Dictionary<Setting, ImmutableArray<string>> Flags(params string[] given) => given.Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => GuardSettings.All.Single(setting => setting.Name == pair[0]), pair => ImmutableArray.Create(pair[1]));
}

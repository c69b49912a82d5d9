namespace Nines.Guard.Configuration;

/// <summary>What a fault says of a value that is not acceptable: it may be so because a secret is in it.</summary>
internal static class ShownValue
{
    /// <param name="written">Items, as they were written.</param>
    public static string Format(Setting setting, IEnumerable<string> written) =>
        setting.IsSecret ? "not acceptable" : $"'{string.Join(',', written.Select(WithoutCredentials))}'";

    /// <summary>Without what stands before an @, such as the user and the password of a URL, and without a query, which may be a key.</summary>
    public static string WithoutCredentials(string item)
    {
        int query = item.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? item : item[..query];
        int at = path.LastIndexOf('@');
        int scheme = path.IndexOf("://", StringComparison.Ordinal);
        int begin = scheme >= 0 && scheme < at ? scheme + 3 : 0;
        return string.Concat(at < 0 ? path : string.Concat(path.AsSpan(0, begin), SettingsText.Mask, path.AsSpan(at)), query < 0 ? "" : $"?{SettingsText.Mask}");
    }
}

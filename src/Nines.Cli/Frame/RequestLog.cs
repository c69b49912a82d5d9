using System.Diagnostics;
using System.Globalization;

namespace Nines.Cli.Frame;

/// <summary>
/// Prints every HTTP request on standard error: method, address, status, duration. The runtime reports requests as activities, whose
/// addresses have no query and no credentials, and which contain no headers.
/// </summary>
internal sealed class RequestLog
{
    private const string Source = "System.Net.Http";

    public static IDisposable Start(CommandHost host)
    {
        var gate = new Lock();
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Source,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (gate)
                {
                    host.Error.WriteLine(Line(activity));
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static string Line(Activity activity)
    {
        string method = Tag(activity, "http.request.method");
        string url = Tag(activity, "url.full");
        string status = Tag(activity, "http.response.status_code") is { Length: > 0 } code ? code : Tag(activity, "error.type");
        return string.Create(CultureInfo.InvariantCulture, $"nines: {method} {url} {status} {activity.Duration.TotalMilliseconds:0} ms");
    }

    private static string Tag(Activity activity, string name) => Convert.ToString(activity.GetTagItem(name), CultureInfo.InvariantCulture) ?? "";
}

using System.Globalization;

namespace Nines.Cli.Frame;

/// <summary>A line on the terminal with the current activity and the time elapsed; not shown during the first second.</summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CommandHost _host;
    private readonly string _activity;
    private readonly long _started;
    private readonly ITimer _timer;
    private bool _isShown;
    private bool _isOver;

    private ProgressLine(CommandHost host, string activity)
    {
        (_host, _activity, _started) = (host, activity, host.Time.GetTimestamp());
        _timer = host.Time.CreateTimer(_ => Draw(), null, s_interval, s_interval);
    }

    /// <returns>Null without an activity or without a terminal.</returns>
    public static ProgressLine? Start(CommandHost host, string? activity) =>
        activity is not null && host is { IsErrorTerminal: true, IsQuiet: false } ? new ProgressLine(host, activity) : null;

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _isOver = true;
            if (_isShown)
            {
                _host.Error.Write("\r\e[K");
                _host.Error.Flush();
            }
        }
    }

    private void Draw()
    {
        lock (_gate)
        {
            // A tick may have been on its way when the timer was disposed of.
            if (_isOver)
            {
                return;
            }

            _isShown = true;
            _host.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r\e[K{_activity} ... {_host.Time.GetElapsedTime(_started).TotalSeconds:0} s"));
            _host.Error.Flush();
        }
    }
}

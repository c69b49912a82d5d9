using System.Net;
using System.Net.Sockets;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>Unused loopback ports.</summary>
internal static class FreePorts
{
    /// <summary>All are held at once before any is let go, so they are different ones.</summary>
    public static int[] Take(int count)
    {
        var listeners = new List<TcpListener>();
        try
        {
            for (int number = 0; number < count; number++)
            {
                var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                listeners.Add(listener);
            }

            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}

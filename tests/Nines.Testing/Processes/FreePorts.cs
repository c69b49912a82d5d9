using System.Net;
using System.Net.Sockets;

namespace Nines.Testing.Processes;

/// <summary>Free loopback ports. The kernel hands them out in turn, so that two tests do not get the same one.</summary>
public static class FreePorts
{
    private static readonly Lock s_gate = new();
    private static readonly HashSet<int> s_given = [];

    public static int Next()
    {
        lock (s_gate)
        {
            for (int attempt = 0; attempt < 100; attempt++)
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                int port = ((IPEndPoint)socket.LocalEndPoint!).Port;

                // Redis Cluster also takes the port that is 10,000 higher.
                if (port <= 55_535 && s_given.Add(port))
                {
                    return port;
                }
            }
        }

        throw new InvalidOperationException("no free loopback port was found in 100 attempts");
    }
}

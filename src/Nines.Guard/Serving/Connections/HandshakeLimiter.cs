using Microsoft.AspNetCore.Connections;

namespace Nines.Guard.Serving.Connections;

/// <summary>
/// Limits connections that have not finished their handshake: when one more comes, the oldest is closed. A client that only holds connections
/// open is closed by the next ones and blocks no other client; a caller with a certificate needs milliseconds for the handshake.
/// </summary>
/// <param name="max">Maximum number of such connections; at least 1.</param>
/// <param name="pushedOut">Called for each closed connection.</param>
internal sealed class HandshakeLimiter(int max, Action pushedOut)
{
    private readonly Lock _gate = new();

    // The oldest first.
    private readonly LinkedList<ConnectionContext> _places = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _places.Count;
            }
        }
    }

    /// <summary>The outer step of a connection: it is in the crowd until <see cref="Leave"/> comes, or its end.</summary>
    public ConnectionDelegate Join(ConnectionDelegate next) => async connection =>
    {
        var place = new LinkedListNode<ConnectionContext>(connection);
        connection.Features.Set(place);
        ConnectionContext? oldest = null;
        lock (_gate)
        {
            _places.AddLast(place);
            if (_places.Count > max)
            {
                oldest = _places.First!.Value;
                _places.RemoveFirst();
            }
        }

        if (oldest is not null)
        {
            oldest.Abort(new ConnectionAbortedException("Too many connections."));
            pushedOut();
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Remove(place);
        }
    };

    /// <summary>An inner step: from here on it is known whose connection it is.</summary>
    public ConnectionDelegate Leave(ConnectionDelegate next) => connection =>
    {
        if (connection.Features.Get<LinkedListNode<ConnectionContext>>() is { } place)
        {
            Remove(place);
        }

        return next(connection);
    };

    private void Remove(LinkedListNode<ConnectionContext> place)
    {
        lock (_gate)
        {
            if (place.List is not null)
            {
                _places.Remove(place);
            }
        }
    }
}

using System.Runtime.InteropServices;

namespace Nines.Guard.Serving.Connections;

/// <summary>
/// Lets a bounded number of reviews through at once. While all slots are taken users take turns, one review each, so that a noisy one waits for
/// their own requests only; and no user has more than half of the slots, so that others need not wait for those to end.
/// </summary>
/// <param name="slots">Reviews at once; at least 1.</param>
/// <param name="maxWaiting">Reviews that wait, of all users.</param>
/// <param name="maxWaitingPerUser">Reviews that wait, of one user.</param>
internal sealed class FairQueue(int slots, int maxWaiting, int maxWaitingPerUser)
{
    private readonly int _slots = slots;
    private readonly int _share = Math.Max(1, slots / 2);
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Flow> _flows = [];

    // Flows with waiting requests that may take a slot, in the order of their turns.
    private readonly LinkedList<Flow> _turns = [];
    private int _free = slots;
    private int _waiting;

    public int Deciding
    {
        get
        {
            lock (_gate)
            {
                return _slots - _free;
            }
        }
    }

    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting;
            }
        }
    }

    /// <summary>Waits for a slot; <see cref="Leave"/> gives it back.</summary>
    /// <param name="user">Stands for a user; two users with the same number share their turns.</param>
    /// <returns>False when too many wait already; then there is nothing to give back.</returns>
    public ValueTask<bool> EnterAsync(int user, CancellationToken cancellation)
    {
        Waiter waiter;
        lock (_gate)
        {
            ref Flow? flow = ref CollectionsMarshal.GetValueRefOrAddDefault(_flows, user, out _);
            flow ??= new Flow(user);
            if (_free > 0 && flow.Deciding < _share && flow.Waiting.Count == 0)
            {
                _free--;
                flow.Deciding++;
                return new(true);
            }

            if (_waiting >= maxWaiting || flow.Waiting.Count >= maxWaitingPerUser)
            {
                Forget(flow);
                return new(false);
            }

            waiter = new Waiter();
            waiter.Place = flow.Waiting.AddLast(waiter);
            waiter.Flow = flow;
            _waiting++;
            GiveTurn(flow);
        }

        return new(WaitAsync(waiter, cancellation));
    }

    public void Leave(int user)
    {
        lock (_gate)
        {
            Flow flow = _flows[user];
            _free++;
            flow.Deciding--;
            GiveTurn(flow);
            Forget(flow);
            while (_free > 0 && _turns.First is { } turn)
            {
                Flow next = turn.Value;
                _turns.RemoveFirst();
                next.HasTurn = false;
                Waiter waiter = next.Waiting.First!.Value;
                next.Waiting.RemoveFirst();
                _waiting--;
                _free--;
                next.Deciding++;
                GiveTurn(next);
                waiter.Place = null;
                waiter.SetResult(true);
            }
        }
    }

    private async Task<bool> WaitAsync(Waiter waiter, CancellationToken cancellation)
    {
        await using CancellationTokenRegistration registration = cancellation.UnsafeRegister(
            static (state, token) =>
            {
                (FairQueue queue, Waiter gone) = ((FairQueue, Waiter))state!;
                queue.GiveUp(gone, token);
            },
            (this, waiter));
        return await waiter.Task;
    }

    private void GiveUp(Waiter waiter, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (waiter.Place is not { } place)
            {
                return;
            }

            Flow flow = waiter.Flow!;
            flow.Waiting.Remove(place);
            waiter.Place = null;
            _waiting--;
            if (flow.HasTurn && flow.Waiting.Count == 0)
            {
                _turns.Remove(flow);
                flow.HasTurn = false;
            }

            Forget(flow);
        }

        waiter.TrySetCanceled(cancellation);
    }

    // With the gate held, as below.
    private void GiveTurn(Flow flow)
    {
        if (!flow.HasTurn && flow.Waiting.Count > 0 && flow.Deciding < _share)
        {
            flow.HasTurn = true;
            _turns.AddLast(flow);
        }
    }

    private void Forget(Flow flow)
    {
        if (flow.Deciding == 0 && flow.Waiting.Count == 0)
        {
            _flows.Remove(flow.User);
        }
    }

    private sealed class Flow(int user)
    {
        public int User => user;

        public int Deciding { get; set; }

        public LinkedList<Waiter> Waiting { get; } = [];

        public bool HasTurn { get; set; }
    }

    private sealed class Waiter() : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Flow? Flow { get; set; }

        /// <summary>Null once it has its slot, or gave up.</summary>
        public LinkedListNode<Waiter>? Place { get; set; }
    }
}

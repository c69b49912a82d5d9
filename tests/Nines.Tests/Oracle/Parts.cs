namespace Nines.Tests.Oracle;

/// <summary>Something that fails by itself: up and down in turn, for exponential times.</summary>
internal sealed class Unit(string name, double unavailability, double downHours, int seed) : Part
{
    private readonly Draws _draws = new(name, seed);

    public string Name => name;

    public double ChangesPerHour => unavailability > 0 ? 2 / (UpHours + downHours) : 0;

    private double UpHours => downHours * (1 - unavailability) / unavailability;

    public override void Start(Machine machine)
    {
        if (unavailability > 0)
        {
            IsUp = _draws.Uniform() >= unavailability;
            machine.Set(this, 0, 0, _draws.Exponential(IsUp ? UpHours : downHours));
        }
    }

    public override void Ring(Machine machine, int what, int turn)
    {
        IsUp = !IsUp;
        machine.Set(this, 0, 0, _draws.Exponential(IsUp ? UpHours : downHours));
    }
}

/// <summary>Up while enough of some parts are.</summary>
internal sealed class Several(int atLeast, params Part[] of) : Part
{
    public override void Update(Machine machine)
    {
        int up = 0;
        foreach (Part part in of)
        {
            up += part.IsUp ? 1 : 0;
        }

        IsUp = up >= atLeast;
    }
}

/// <summary>Up while a part is, or when something else has taken over its load, or when an outage of it needs no takeover.</summary>
/// <param name="name">Unique name.</param>
/// <param name="part">The part that something else stands by for.</param>
/// <param name="share">Probability that an outage matters: the share of the load that the part carries.</param>
/// <param name="times">Times of the failover.</param>
/// <param name="seed">Random seed.</param>
internal sealed class Takeover(string name, Part part, double share, Switchover times, int seed) : Part
{
    private readonly Draws _draws = new(name, seed);
    private bool _hasBegun;
    private bool _isDone;
    private int _turn;

    public override void Update(Machine machine)
    {
        if (part.IsUp)
        {
            _hasBegun = _isDone = false;
        }
        else if (!_hasBegun)
        {
            Begin(machine);
        }

        IsUp = part.IsUp || _isDone;
    }

    public override void Ring(Machine machine, int what, int turn) => _isDone |= _hasBegun && turn == _turn;

    private void Begin(Machine machine)
    {
        _hasBegun = true;
        _turn++;
        if (_draws.Uniform() >= share)
        {
            _isDone = true;
        }
        else if (_draws.Uniform() < times.Coverage)
        {
            machine.Set(this, 0, _turn, _draws.Exponential((times.Detection + times.Duration) / 3600.0));
        }
        else if (times.Manual is { } manual)
        {
            machine.Set(this, 0, _turn, _draws.Exponential(manual / 3600.0));
        }
    }
}

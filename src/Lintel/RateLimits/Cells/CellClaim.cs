namespace Lintel.RateLimits;

/// <summary>
/// One policy of a request: whose cell is meant, where it was found, and the charge that was made. All steps of a decision pass it on by
/// reference; a key handed from step to step was copied at each.
/// </summary>
internal struct CellClaim
{
    /// <summary>The key's text.</summary>
    public string? Text;

    /// <summary>The key's number in two halves.</summary>
    public ulong High;

    /// <summary>The lower half.</summary>
    public ulong Low;

    /// <summary>The hash of the key; its lowest bits choose the stripe of the caller.</summary>
    public ulong Hash;

    /// <summary>Where the cell lies; holds only while the stripe is held.</summary>
    public CellSlots? Slots;

    /// <summary>The cell's place there.</summary>
    public int Place;

    /// <summary>The stripe that guards the cell: the caller's, or that of the shared cell.</summary>
    public int Stripe;

    /// <summary>The charge, once it is made.</summary>
    public ChargeStamp Stamp;

    public readonly RateLimitKey Key => new(Text, new UInt128(High, Low));

    /// <summary>Sets the key and what follows from it.</summary>
    public void SetKey(in RateLimitKey key)
    {
        Text = key.Text;
        High = (ulong)(key.Number >> 64);
        Low = (ulong)key.Number;
        Hash = KeyHash.Of(Text, High, Low);
        Stripe = CellTable.StripeOf(Hash);
    }

    /// <summary>Takes the key of another policy, where it is the same: several policies often count by one id.</summary>
    public void SetKey(in RateLimitKey key, in CellClaim other)
    {
        if (key.Text is null || !ReferenceEquals(key.Text, other.Text) || key.Halves != (other.High, other.Low))
        {
            SetKey(key);
            return;
        }

        (Text, High, Low, Hash) = (other.Text, other.High, other.Low, other.Hash);
        Stripe = CellTable.StripeOf(Hash);
    }
}

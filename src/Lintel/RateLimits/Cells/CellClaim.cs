namespace Lintel.RateLimits;

/// <summary>Where the cell of one request under one policy was found. The place holds only while the stripes are held.</summary>
internal struct CellClaim
{
    /// <summary>The hash of the key; its lowest bits choose the stripe of the caller.</summary>
    public ulong Hash;

    /// <summary>The stripe that guards the cell: the caller's, or that of the shared cell.</summary>
    public int Stripe;

    public int Place;
    public CellSlots? Slots;

    /// <summary>The charge, once it is made.</summary>
    public ChargeStamp Stamp;
}

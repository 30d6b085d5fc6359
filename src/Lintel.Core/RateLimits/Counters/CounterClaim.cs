namespace Lintel.RateLimits;

/// <summary>
/// One policy of a request: whose counter is meant, where it was found, and the charge that was made. All steps of a decision pass it on by
/// reference; a key handed from step to step was copied at each.
/// </summary>
internal struct CounterClaim
{
    // An object of its own, so that no key's text is the same one.
    private static readonly string AddressText = new(['a', 'd', 'd', 'r', 'e', 's', 's']);

    /// <summary>The key's text; the same one for all addresses.</summary>
    public string Text;

    /// <summary>The address as a number; the hash of a text.</summary>
    public ulong Number;

    /// <summary>The hash of the key; its lowest bits choose the stripe of the caller.</summary>
    public ulong Hash;

    /// <summary>The slots that the counter lies in; holds only while the stripe is held.</summary>
    public CounterSlots? Slots;

    /// <summary>The counter's place there.</summary>
    public int Place;

    /// <summary>The stripe that guards the counter: the caller's, or that of the shared counter.</summary>
    public int Stripe;

    /// <summary>The charge, once it is made.</summary>
    public ChargeStamp Stamp;

    public readonly RateLimitKey Key => IsAddress(Text) ? new(null, Number) : new(Text, 0);

    /// <summary>The hash of a key that is kept as text and number.</summary>
    public static ulong HashOf(string text, ulong number) => IsAddress(text) ? PartitionHash.Of(number) : number;

    /// <summary>Sets the key and what follows from it.</summary>
    public void SetKey(in RateLimitKey key)
    {
        if (key.Text is { } text)
        {
            Text = text;
            Number = Hash = PartitionHash.Of(text);
        }
        else
        {
            Text = AddressText;
            Number = key.Number;
            Hash = PartitionHash.Of(key.Number);
        }

        Stripe = CounterTable.StripeOf(Hash);
    }

    /// <summary>Takes the key of another policy, where it is the same: several policies often count by one id.</summary>
    public void SetKey(in RateLimitKey key, in CounterClaim other)
    {
        if (!ReferenceEquals(key.Text, other.Text))
        {
            SetKey(key);
            return;
        }

        (Text, Number, Hash) = (other.Text, other.Number, other.Hash);
        Stripe = CounterTable.StripeOf(Hash);
    }

    private static bool IsAddress(string text) => ReferenceEquals(text, AddressText);
}

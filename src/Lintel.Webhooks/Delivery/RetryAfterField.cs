using System.Net.Http.Headers;

namespace Lintel.Webhooks;

/// <summary>Reads <c>Retry-After</c> of RFC 9110: whole seconds or an HTTP date.</summary>
internal static class RetryAfterField
{
    private const string Name = "Retry-After";

    /// <summary>The longest wait that an endpoint can ask for. A longer one is shortened to it.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromHours(24);

    /// <summary>The wait that an answer asks for, from zero to <see cref="Max"/>; null if it asks for none or in no valid form.</summary>
    /// <param name="headers">The answer's header fields.</param>
    /// <param name="now">The time that a date is compared with.</param>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now) =>
        headers.NonValidated.TryGetValues(Name, out var values) ? Parse(values.ToString(), now) : null;

    private static TimeSpan? Parse(string value, DateTimeOffset now)
    {
        var text = value.Trim();
        if (text.Length > 0 && text.All(char.IsAsciiDigit))
        {
            // The framework's type does not take more than an Int32 has, and a wait that is too long must be shortened, not ignored.
            return WholeNumberText.TryParse(text, out long seconds) && seconds < Max.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Max;
        }

        return RetryConditionHeaderValue.TryParse(text, out var parsed) && parsed.Date is { } date ? Limit(date - now) : null;
    }

    private static TimeSpan Limit(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Max ? Max : wait;
}

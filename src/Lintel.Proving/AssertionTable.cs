namespace Lintel.Proving;

/// <summary>The 53, by number.</summary>
internal static class AssertionTable
{
    public static IReadOnlyList<Assertion> All { get; } =
    [
        .. AuthenticationAssertions.All
            .Concat(AuthorisationAssertions.All)
            .Concat(RoutingAssertions.All)
            .Concat(FramingAssertions.All)
            .Concat(ContentAssertions.All)
            .Concat(EnvelopeAssertions.All)
            .Concat(LimitAssertions.All)
            .Append(IdempotencyAssertion.Assertion)
            .Append(
                Assertion.Silent(
                    53,
                    "A client honours Retry-After, never sends a bare POST again and can stop retrying.",
                    "It is about clients, and out of a server's scope.") with { WaiverStands = true })
            .OrderBy(assertion => assertion.Number),
    ];

    public static Assertion Numbered(int number) =>
        All.FirstOrDefault(assertion => assertion.Number == number) ?? throw new ArgumentOutOfRangeException(nameof(number), number, "Assertions are 1 to 53.");
}

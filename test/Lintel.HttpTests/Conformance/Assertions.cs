namespace Lintel.HttpTests.Conformance;

/// <summary>
/// The table. Not in it: 10 and 11, for no contract of the tree demands TLS; 19, which permits and demands nothing; 51, which the limiter's own
/// property tests prove; 52 and 53, which are about idempotency keys and about clients.
/// </summary>
internal static class Assertions
{
    public static IReadOnlyList<Assertion> All { get; } =
    [
        .. AuthenticationAssertions.All,
        .. AuthorisationAssertions.All,
        .. RoutingAssertions.All,
        .. FramingAssertions.All,
        .. ContentAssertions.All,
        .. EnvelopeAssertions.All,
        .. LimitAssertions.All,
    ];

    public static Assertion Numbered(int number) => All.Single(assertion => assertion.Number == number);
}

namespace Lintel.Tests.Conventions;

/// <summary>A decision carries a bounded part of what a guard has compared, whatever the guard gives it.</summary>
public sealed class DecisionTests
{
    [Fact]
    public void Compared_values_of_a_decision_are_bounded()
    {
        var decision = Decision.Pass.Comparing([.. Enumerable.Range(0, 100).Select(i => (new string('n', i + 1), (string?)new string('v', 10_000)))]);

        Assert.Equal(8, decision.Compared.Count);
        Assert.All(decision.Compared, compared => Assert.Equal(4_096, compared.Value!.Length));
    }

    [Fact]
    public void Decision_that_compares_is_another_than_the_one_it_is_made_of()
    {
        var refusal = Refusal.For(Condition.ScopeMissing);
        var compared = Assert.IsType<Refusal>(refusal.Comparing(("asked", "write")));

        Assert.Empty(refusal.Compared);
        Assert.Empty(Decision.Pass.Compared);
        Assert.Equal(Condition.ScopeMissing, compared.Condition);
        Assert.Equal(new ComparedValue("asked", "write"), Assert.Single(compared.RetryIn(3).BecauseOf(new InternalCause("cause")).Compared));
    }
}

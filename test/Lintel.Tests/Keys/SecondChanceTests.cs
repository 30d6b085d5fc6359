using FsCheck;
using FsCheck.Fluent;
using Lintel.Keys;

namespace Lintel.Tests.Keys;

public sealed class SecondChanceTests
{
    [Fact]
    public void Any_changes_leave_what_a_dictionary_would_hold()
    {
        // Few hashes for many keys, so that entries lie in each other's way and are moved when one goes.
        var change = Gen.Zip(Gen.Choose(0, 2), Gen.Choose(0, 60)).ListOf();
        Prop.ForAll(change.ToArbitrary(), AgreesWithDictionary).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(400));
    }

    [Fact]
    public void Keys_of_one_hash_are_all_found()
    {
        var entries = new SecondChance<Colliding, string>(1_000);
        for (var key = 0; key < 1_000; key += 7)
        {
            entries.Set(new Colliding(key, 1), $"{key}");
        }

        Assert.All(Enumerable.Range(0, 1_000), key => Assert.Equal(key % 7 == 0, entries.TryGet(new Colliding(key, 1), out var value) && value == $"{key}"));
    }

    [Fact]
    public void Room_for_nothing_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new SecondChance<int, string>(0));

    [Fact]
    public async Task Readers_never_get_the_value_of_another_key_while_entries_come_and_go()
    {
        var entries = new SecondChance<UInt128, string>(50);
        var readers = Task.WhenAll(Enumerable.Range(0, 3).Select(reader => Task.Run(
            () =>
            {
                for (var i = reader; i < 300_000; i++)
                {
                    var key = KeyOf(i % 100);
                    Assert.True(!entries.TryGet(key, out var value) || value == key.ToString());
                }
            },
            TestContext.Current.CancellationToken)));

        for (var i = 0; !readers.IsCompleted; i++)
        {
            var key = KeyOf(i % 1_000 * 31 % 100);
            if (i % 5 == 0)
            {
                entries.Remove(key);
            }
            else
            {
                entries.Set(key, key.ToString());
            }
        }

        await readers;
        Assert.InRange(entries.Count, 0, 50);
    }

    // Both halves differ, so that half a key of one entry beside half of another is no key.
    private static UInt128 KeyOf(int number) => new((ulong)number, (ulong)(1_000 + number));

    private static bool AgreesWithDictionary(IList<(int Kind, int Number)> changes)
    {
        var entries = new SecondChance<Colliding, string>(100);
        var model = new Dictionary<int, string>();
        foreach (var ((kind, number), i) in changes.Select((change, i) => (change, i)))
        {
            if (kind == 0)
            {
                entries.Remove(new Colliding(number, 5));
                model.Remove(number);
            }
            else
            {
                entries.Set(new Colliding(number, 5), $"{i}");
                model[number] = $"{i}";
            }
        }

        return entries.Count == model.Count
            && Enumerable.Range(0, 61).All(
                number => entries.TryGet(new Colliding(number, 5), out var value) ? model.GetValueOrDefault(number) == value : !model.ContainsKey(number));
    }

    private readonly record struct Colliding(int Number, int Hashes)
    {
        public override int GetHashCode() => Number % Hashes;
    }
}

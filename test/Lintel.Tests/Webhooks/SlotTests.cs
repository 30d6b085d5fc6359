using FsCheck;
using FsCheck.Fluent;
using Lintel.Webhooks;

namespace Lintel.Tests.Webhooks;

public sealed class SlotTests
{
    private readonly DeliverySlots _slots = new();
    private long _seq;

    [Fact]
    public void Unknown_endpoint_gets_one_slot_and_a_quick_one_two()
    {
        var first = Assert.Single(_slots.Take(Waiting("acc_1", "whk_1", 5)));

        _slots.Free(first, TimeSpan.FromSeconds(0.2));
        Assert.Equal(2, _slots.Take(Waiting("acc_1", "whk_1", 5)).Count);
    }

    [Theory]
    [InlineData(1.001)]
    [InlineData(null)]
    public void Endpoint_that_was_slow_or_did_not_answer_goes_back_to_one_slot(double? seconds)
    {
        MakeQuick("acc_1", "whk_1");
        var first = _slots.Take(Waiting("acc_1", "whk_1", 1))[0];
        _slots.Free(first, seconds is { } value ? TimeSpan.FromSeconds(value) : null);

        Assert.Single(_slots.Take(Waiting("acc_1", "whk_1", 5)));
    }

    [Fact]
    public void Forty_new_tarpits_of_one_tenant_hold_four_slots_and_leave_the_others_theirs()
    {
        var taken = _slots.Take(Enumerable.Range(0, 40).SelectMany(i => Waiting("acc_1", $"tarpit_{i}", 10)));
        Assert.Equal(DeliverySlots.SlowPerTenant, taken.Count);
        MakeQuick("acc_2", "whk_quick");

        Assert.Equal(2, _slots.Take(Waiting("acc_2", "whk_quick", 2)).Count);
        Assert.Single(_slots.Take(Waiting("acc_3", "whk_new", 1)));
    }

    [Fact]
    public void Slow_endpoints_of_any_number_of_tenants_hold_half_of_the_slots_at_most()
    {
        var slow = Enumerable.Range(0, 100).SelectMany(tenant => Enumerable.Range(0, 4).SelectMany(i => Waiting($"bad_{tenant}", $"tarpit_{tenant}_{i}", 3)));
        Assert.Equal(DeliverySlots.Slow, _slots.Take(slow).Count);
        Assert.Empty(_slots.Take(Waiting("acc_late", "whk_late", 1)));
    }

    [Fact]
    public void Quick_endpoints_pass_while_every_slow_slot_is_held()
    {
        for (var i = 0; i < 20; i++)
        {
            MakeQuick($"good_{i}", $"whk_{i}");
        }

        _slots.Take(Enumerable.Range(0, 100).SelectMany(tenant => Waiting($"bad_{tenant}", $"tarpit_{tenant}", 3)));

        Assert.Equal(DeliverySlots.Total - DeliverySlots.Slow, _slots.Take(Enumerable.Range(0, 20).SelectMany(i => Waiting($"good_{i}", $"whk_{i}", 2))).Count);
    }

    [Fact]
    public void One_tenant_with_many_quick_endpoints_holds_its_share()
    {
        for (var i = 0; i < 50; i++)
        {
            MakeQuick("acc_1", $"whk_{i}");
        }

        Assert.Equal(DeliverySlots.PerTenant, _slots.Take(Enumerable.Range(0, 50).SelectMany(i => Waiting("acc_1", $"whk_{i}", 5))).Count);
    }

    [Fact]
    public void Slots_go_to_tenants_in_turn()
    {
        for (var i = 0; i < 16; i++)
        {
            MakeQuick("acc_1", $"a_{i}");
            MakeQuick("acc_2", $"b_{i}");
            MakeQuick("acc_3", $"c_{i}");
            MakeQuick("acc_4", $"d_{i}");
            MakeQuick("acc_5", $"e_{i}");
        }

        var first = Enumerable.Range(0, 16).SelectMany(i => Waiting("acc_1", $"a_{i}", 2));
        var others = "bcde".SelectMany((letter, index) => Enumerable.Range(0, 16).SelectMany(i => Waiting($"acc_{index + 2}", $"{letter}_{i}", 2)));
        var order = first.Concat(others).ToList();
        var tenants = order.ToDictionary(delivery => delivery.Seq, delivery => delivery.Tenant);

        var taken = _slots.Take(order).Select(seq => tenants[seq]).ToList();

        Assert.Equal(DeliverySlots.Total, taken.Count);
        Assert.All(taken.Chunk(5).Take(12), round => Assert.Equal(5, round.Distinct().Count()));
        Assert.All(taken.GroupBy(tenant => tenant), share => Assert.InRange(share.Count(), 12, 13));
    }

    [Fact]
    public void Slot_that_becomes_free_goes_to_the_tenant_whose_turn_is_longest_ago()
    {
        var holders = Enumerable.Range(0, DeliverySlots.Slow).SelectMany(i => Waiting($"acc_{i}", $"whk_{i}", 2)).ToList();
        var taken = _slots.Take(holders);
        Assert.Equal(DeliverySlots.Slow, taken.Count);
        _slots.Free(taken[0], null);

        var late = Waiting("acc_late", "whk_late", 1).ToList();
        Assert.Equal([late[0].Seq], _slots.Take([.. holders, .. late]));
    }

    [Fact]
    public void Bounds_hold_in_any_sequence() => Prop.ForAll(
        Gen.Choose(0, 9).SelectMany(
            tenant => Gen.Choose(0, 5).SelectMany(endpoint => Gen.Choose(0, 3).Select(pace => (tenant, endpoint, pace)))).ListOf(400).ToArbitrary(),
        steps =>
        {
            var slots = new DeliverySlots();
            var held = new List<WaitingDelivery>();
            var seq = 0L;
            foreach (var (tenant, endpoint, pace) in steps)
            {
                if (pace == 0 && held.Count > 0)
                {
                    slots.Free(held[0].Seq, endpoint % 2 == 0 ? TimeSpan.Zero : null);
                    held.RemoveAt(0);
                    continue;
                }

                var waiting = Enumerable.Range(0, 8).Select(
                    _ => new WaitingDelivery { Seq = ++seq, Tenant = $"t{tenant}", WebhookId = $"w{tenant}-{endpoint}" }).ToList();
                var taken = slots.Take(waiting);
                held.AddRange(waiting.Where(delivery => taken.Contains(delivery.Seq)));
                if (held.Count > DeliverySlots.Total
                    || held.GroupBy(delivery => delivery.Tenant).Any(share => share.Count() > DeliverySlots.PerTenant)
                    || held.GroupBy(delivery => delivery.WebhookId).Any(share => share.Count() > DeliverySlots.PerEndpoint))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    private void MakeQuick(string tenant, string webhookId)
    {
        var seq = Assert.Single(_slots.Take(Waiting(tenant, webhookId, 1)));
        _slots.Free(seq, TimeSpan.FromMilliseconds(100));
    }

    private IEnumerable<WaitingDelivery> Waiting(string tenant, string webhookId, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new WaitingDelivery { Seq = ++_seq, Tenant = tenant, WebhookId = webhookId })];
}

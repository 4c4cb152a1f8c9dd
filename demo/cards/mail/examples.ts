/** Made up for this page. */
export const examples = [
  {
    name: 'A prize',
    text: `You have been selected!!!

Dear friend, CONGRATULATIONS! Your e-mail address has won our weekly prize of $50,000 in CASH. This is not a joke.

To claim your money, click here now: http://www.prize-office.example/claim and enter your details. The offer is 100% free and there is no obligation, but hurry: it expires within 24 hours!

ACT NOW and receive a free bonus report, "Earn $5,000 a week from home", absolutely free.

To be removed from our mailing list, reply with REMOVE in the subject.`,
  },
  {
    name: 'A colleague',
    text: `Re: build fails on the old machine

Hi Anna,

I had a look at the log you sent on Monday. The compiler there is two versions behind, so it does not know the new flag. If you remove that line from the makefile it works, at least for me.

I think we should just update the package, though. Could you try it with the version from the testing branch and tell me whether the error goes away? I'm on the train until about 4, but I'll read the list tonight.

> Does anybody still need the static build?

Not that I know of.

Cheers,
Tom`,
  },
  {
    name: 'A newsletter',
    text: `This week in the garden: apples, pears and a free guide

Hello Maria,

Autumn is the best time to plant fruit trees. Our new guide shows you how to choose a variety, how deep to dig and when to water. Members can download it free from our web site: http://www.green-thumb.example/guide

Also this week: 20% off all bulbs until Sunday.

You receive this newsletter because you subscribed to it in our shop. To unsubscribe, visit http://www.green-thumb.example/leave`,
  },
] as const;
